//! Lines and areas cut to a rectangle.

/// West, north, east and south end.
pub(crate) type Frame = (f64, f64, f64, f64);
type Point = (f64, f64);

/// An area cut to a frame (Sutherland and Hodgman); empty when nothing is inside.
pub(crate) fn area(points: Vec<Point>, (west, north, east, south): Frame) -> Vec<Point> {
    let inside = points.iter().all(|p| p.0 >= west && p.0 <= east && p.1 >= north && p.1 <= south);
    if inside {
        return points;
    }
    let at_x = |a: Point, b: Point, x: f64| (x, a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0));
    let at_y = |a: Point, b: Point, y: f64| (a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1), y);
    let points = side(&points, |p| p.0 >= west, |a, b| at_x(a, b, west));
    let points = side(&points, |p| p.0 <= east, |a, b| at_x(a, b, east));
    let points = side(&points, |p| p.1 >= north, |a, b| at_y(a, b, north));
    side(&points, |p| p.1 <= south, |a, b| at_y(a, b, south))
}

/// What is on one side of a line, with the points where the area's edge meets it.
fn side(points: &[Point], inside: impl Fn(Point) -> bool, meets: impl Fn(Point, Point) -> Point) -> Vec<Point> {
    let mut kept = Vec::with_capacity(points.len());
    let Some(mut before) = points.last().copied() else { return kept };
    for &point in points {
        if inside(point) != inside(before) {
            kept.push(meets(before, point));
        }
        if inside(point) {
            kept.push(point);
        }
        before = point;
    }
    kept
}

/// The parts of a line inside a frame (Liang and Barsky).
pub(crate) fn line(points: &[Point], frame: Frame) -> Vec<Vec<Point>> {
    let (mut parts, mut part) = (Vec::new(), Vec::<Point>::new());
    for pair in points.windows(2) {
        let Some((from, to)) = segment(pair[0], pair[1], frame) else { continue };
        if part.last() != Some(&from) && !part.is_empty() {
            parts.push(std::mem::take(&mut part));
        }
        if part.is_empty() {
            part.push(from);
        }
        part.push(to);
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

fn segment(a: Point, b: Point, (west, north, east, south): Frame) -> Option<(Point, Point)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut first, mut last) = (0.0_f64, 1.0_f64);
    for (toward, room) in [(-dx, a.0 - west), (dx, east - a.0), (-dy, a.1 - north), (dy, south - a.1)] {
        if toward == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if toward < 0.0 {
            first = first.max(room / toward);
        } else {
            last = last.min(room / toward);
        }
    }
    // The ends themselves, so that a line that was not cut is one line.
    let at = |t: f64| match t {
        0.0 => a,
        1.0 => b,
        t => (a.0 + t * dx, a.1 + t * dy),
    };
    (first < last).then(|| (at(first), at(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = (0.0, 0.0, 10.0, 10.0);

    #[test]
    fn an_area_around_the_frame_is_the_frame() {
        let mut cut = area(vec![(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)], FRAME);
        cut.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(cut, [(0.0, 0.0), (0.0, 10.0), (10.0, 0.0), (10.0, 10.0)]);
    }

    #[test]
    fn an_area_beside_the_frame_is_none() {
        assert_eq!(area(vec![(20.0, 1.0), (30.0, 1.0), (30.0, 9.0)], FRAME), []);
    }

    #[test]
    fn a_corner_that_sticks_out_is_cut_off() {
        let cut = area(vec![(5.0, 5.0), (15.0, 5.0), (5.0, 8.0)], FRAME);
        assert!(cut.contains(&(10.0, 5.0)) && cut.contains(&(10.0, 6.5)) && cut.len() == 4, "{cut:?}");
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two() {
        let cut = line(&[(2.0, 5.0), (12.0, 5.0), (12.0, 7.0), (2.0, 7.0)], FRAME);
        assert_eq!(cut, [vec![(2.0, 5.0), (10.0, 5.0)], vec![(10.0, 7.0), (2.0, 7.0)]]);
        assert_eq!(line(&[(1.0, 1.0), (2.0, 3.0), (4.0, 4.0)], FRAME).len(), 1);
        assert!(line(&[(-1.0, 20.0), (20.0, 21.0)], FRAME).is_empty());
    }
}
