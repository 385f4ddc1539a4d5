comment on schema recruiting is 'People and the work they could do. @label(Recruit)';
