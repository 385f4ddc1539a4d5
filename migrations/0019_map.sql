-- Distances between places are everybody's: kit.distance, not of one module.

drop function if exists recruiting.distance(double precision, double precision, double precision, double precision);
