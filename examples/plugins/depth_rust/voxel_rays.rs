//! The rays of a camera, and the first voxel on each, in double precision (Amanatides and Woo 1987).
//! Cells are half-open, and every decision uses the time at which a ray crosses a plane.
use crate::abi::*;

type Vec3 = [f64; 3];

fn cross(a: Vec3, b: Vec3) -> Vec3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn dot(a: Vec3, b: Vec3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn column(m: &[f32; 16], c: usize) -> Vec3 {
    [f64::from(m[c * 4]), f64::from(m[c * 4 + 1]), f64::from(m[c * 4 + 2])]
}

/// A ray in grid space: t is the depth along the camera's -Z in world units.
pub struct Ray {
    origin: Vec3,
    direction: Vec3,
    inverse: Vec3,
}

pub struct Rays<'a> {
    grid: &'a Grid,
    perspective: bool,
    half: [f64; 2],
    near: f64,
    far: f64,
    eye: Vec3,
    ahead: Vec3,
    right: Vec3,
    up: Vec3,
}

impl<'a> Rays<'a> {
    pub fn new(grid: &'a Grid, camera: &Camera, image: &Image) -> Self {
        let axes = [0, 1, 2].map(|c| column(&grid.to_world, c));
        let across = [0, 1, 2].map(|a| cross(axes[(a + 1) % 3], axes[(a + 2) % 3]));
        let scale = 1.0 / dot(axes[0], across[0]);
        let to_grid = |v: Vec3, s: f64| across.map(|row| dot(row, v) * scale * s);
        let perspective = camera.kind == PERSPECTIVE;
        let half = [0.5 * f64::from(image.width), 0.5 * f64::from(image.height)];
        let height =
            if perspective { (0.5 * f64::from(camera.yfov)).tan() } else { f64::from(camera.ymag) };
        let pixel = height / half[1]; // pixels are square
        let pose = &camera.to_world;
        let (at, origin) = (column(pose, 3), column(&grid.to_world, 3));
        Rays {
            grid,
            perspective,
            half,
            near: f64::from(camera.znear),
            far: f64::from(camera.zfar),
            eye: to_grid([at[0] - origin[0], at[1] - origin[1], at[2] - origin[2]], 1.0),
            ahead: to_grid(column(pose, 2), -1.0),
            right: to_grid(column(pose, 0), pixel),
            up: to_grid(column(pose, 1), pixel),
        }
    }

    /// The ray through a point of the picture, in pixels; a pixel's centre is at + 0.5.
    pub fn at(&self, x: f64, y: f64) -> Ray {
        let aside =
            [0, 1, 2].map(|a| self.right[a] * (x - self.half[0]) + self.up[a] * (self.half[1] - y));
        let moved = |start: Vec3| [0, 1, 2].map(|a| start[a] + aside[a]);
        let (origin, direction) = if self.perspective {
            (self.eye, moved(self.ahead))
        } else {
            (moved(self.eye), self.ahead)
        };
        Ray { origin, direction, inverse: direction.map(|d| 1.0 / d) }
    }

    /// The depth of the solid voxel in which the ray starts, or else of the first that it enters.
    ///
    /// # Safety
    /// The grid's voxels are readable.
    pub unsafe fn first_hit(&self, ray: &Ray) -> Option<f64> {
        let size = self.grid.edges.map(i64::from);
        let (mut cell, mut depth) = self.enter_grid(ray, size)?;
        let mut next = [0, 1, 2].map(|a| ray.leave(a, cell[a]));
        while !self.solid(cell) {
            let axis = if next[0] <= next[1] && next[0] <= next[2] {
                0
            } else if next[1] <= next[2] {
                1
            } else {
                2
            };
            depth = next[axis];
            cell[axis] += if ray.up(axis) { 1 } else { -1 };
            if depth > self.far || depth.is_nan() || cell[axis] < 0 || cell[axis] >= size[axis] {
                return None;
            }
            next[axis] = ray.leave(axis, cell[axis]);
        }
        Some(depth)
    }

    /// Where the walk starts: at the near plane, or where the ray enters the grid.
    fn enter_grid(&self, ray: &Ray, size: [i64; 3]) -> Option<([i64; 3], f64)> {
        let (mut enter, mut leave, mut axis) = (f64::NEG_INFINITY, f64::INFINITY, 3);
        for a in (0..3).filter(|&a| ray.direction[a] != 0.0) {
            let (first, last) = if ray.up(a) { (0, size[a]) } else { (size[a], 0) };
            if ray.time(a, first) >= enter {
                enter = ray.time(a, first);
                axis = a;
            }
            leave = leave.min(ray.time(a, last));
        }
        if !(enter <= leave && leave >= self.near && enter <= self.far) {
            return None;
        }
        if enter <= self.near {
            axis = 3; // the walk starts inside the grid: no face is crossed
        }
        let depth = if axis == 3 { self.near } else { enter };
        let mut cell = [0; 3];
        for a in 0..3 {
            cell[a] = if a != axis {
                ray.cell_at(a, size[a], depth, a < axis)
            } else if ray.up(a) {
                0
            } else {
                size[a] - 1
            };
            if cell[a] < 0 || cell[a] >= size[a] {
                return None;
            }
        }
        Some((cell, depth))
    }

    unsafe fn solid(&self, cell: [i64; 3]) -> bool {
        let stride = self.grid.occ_stride;
        let at = cell[0] * stride[0] + cell[1] * stride[1] + cell[2] * stride[2];
        *self.grid.occupancy.offset(at as isize) != 0
    }
}

impl Ray {
    fn up(&self, axis: usize) -> bool {
        self.direction[axis] > 0.0
    }
    /// The time at which the ray crosses a plane of the grid.
    fn time(&self, axis: usize, plane: i64) -> f64 {
        (plane as f64 - self.origin[axis]) * self.inverse[axis]
    }
    fn enter(&self, axis: usize, cell: i64) -> f64 {
        self.time(axis, if self.up(axis) { cell } else { cell + 1 })
    }
    fn leave(&self, axis: usize, cell: i64) -> f64 {
        if self.direction[axis] == 0.0 {
            return f64::INFINITY;
        }
        self.time(axis, if self.up(axis) { cell + 1 } else { cell })
    }
    /// The cell on `axis` in which the ray is at time t, at most one cell outside the grid.
    /// `inclusive`: a plane crossed at exactly t counts as crossed.
    fn cell_at(&self, axis: usize, size: i64, t: f64, inclusive: bool) -> i64 {
        let guess = self.origin[axis] + self.direction[axis] * t;
        let mut cell =
            if guess < 0.0 { -1 } else if guess < size as f64 { guess as i64 } else { size };
        if self.direction[axis] == 0.0 {
            return cell;
        }
        let step = if self.up(axis) { 1 } else { -1 };
        let (beyond, before) = if self.up(axis) { (size, -1) } else { (-1, size) };
        let crossed = |time: f64| if inclusive { time <= t } else { time < t };
        while cell != beyond && crossed(self.leave(axis, cell)) {
            cell += step; // rounding may put the guess one cell behind ...
        }
        while cell != before && !crossed(self.enter(axis, cell)) {
            cell -= step; // ... or one ahead
        }
        cell
    }
}
