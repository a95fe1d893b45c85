//! Reads what a host sends and refuses what the contract forbids; writes nothing.
use crate::abi::*;

/// Copies of the host's structs; what they point to is borrowed for the call.
pub struct CheckedJob {
    pub grid: Grid,
    pub camera: Camera,
    pub image: Image,
    pub behind: [f32; 4], // the background, premultiplied
}

fn require(holds: bool, status: Status, reason: &'static str) -> Result<(), Refused> {
    if holds { Ok(()) } else { Err((status, reason)) }
}

fn finite(values: &[f32]) -> bool {
    values.iter().all(|v| v.is_finite())
}

/// The number of bytes up to the end of the last element, if the strides are positive multiples of
/// the element's size and no two elements overlap: sorted by size, each stride spans at least what
/// the smaller ones cover.
fn span(extents: &[u32], strides: &[i64], element: i64) -> Option<u64> {
    let mut axes = [(0i64, 0i64); 4];
    let axes = &mut axes[..extents.len()];
    for (axis, (&extent, &stride)) in axes.iter_mut().zip(extents.iter().zip(strides)) {
        // The sum of four must not overflow.
        if stride <= 0 || stride % element != 0 || stride > i64::MAX / 16 / i64::from(extent) {
            return None;
        }
        *axis = (stride, i64::from(extent));
    }
    axes.sort_unstable();
    let mut covered = element;
    for &(stride, extent) in axes.iter().filter(|axis| axis.1 > 1) {
        if stride < covered {
            return None;
        }
        covered += stride * (extent - 1);
    }
    Some(covered as u64)
}

/// The determinant divided by the product of the columns' lengths: 0 for a singular matrix, negative
/// for one that mirrors. None unless the matrix is finite and its last row is 0 0 0 1.
fn affine(m: &[f32; 16]) -> Option<f64> {
    if !finite(m) || m[3] != 0.0 || m[7] != 0.0 || m[11] != 0.0 || m[15] != 1.0 {
        return None;
    }
    let c = |column: usize, row: usize| f64::from(m[column * 4 + row]);
    let length = |i| (c(i, 0) * c(i, 0) + c(i, 1) * c(i, 1) + c(i, 2) * c(i, 2)).sqrt();
    let lengths = length(0) * length(1) * length(2);
    let determinant = c(0, 0) * (c(1, 1) * c(2, 2) - c(1, 2) * c(2, 1))
        - c(1, 0) * (c(0, 1) * c(2, 2) - c(0, 2) * c(2, 1))
        + c(2, 0) * (c(0, 1) * c(1, 2) - c(0, 2) * c(1, 1));
    Some(if lengths > 0.0 { determinant / lengths } else { 0.0 })
}

unsafe fn read_grid(from: *const Grid, info: &Info) -> Result<Grid, Refused> {
    let grid: Grid = copy_struct(from as *const u8, u32::MAX, 168)?;
    let [nx, ny, nz] = grid.edges;
    require(nx > 0 && ny > 0 && nz > 0, INVALID, "the grid has an edge of 0 voxels")?;
    let largest = nx.max(ny).max(nz);
    require(largest <= info.max_grid_edge, UNSUPPORTED, "a grid edge is over the limit")?;
    require(!grid.occupancy.is_null(), INVALID, "grid.occupancy is NULL")?;
    let dense = span(&grid.edges, &grid.occ_stride, 1).is_some();
    require(dense, INVALID, "grid.occ_stride must be positive, without overlap")?;
    let coloured = grid.albedo.is_null() || span(&[nx, ny, nz, 3], &grid.albedo_stride, 1).is_some();
    require(coloured, INVALID, "grid.albedo_stride must be positive, without overlap")?;
    require(finite(&grid.default_albedo[..3]), INVALID, "grid.default_albedo is not finite")?;
    let determinant = affine(&grid.to_world)
        .ok_or((INVALID, "grid.to_world is not a finite affine matrix"))?;
    // 1e-7: below this, float32 entries no longer determine the direction of a column.
    require(determinant.abs() >= 1e-7, INVALID, "grid.to_world is singular")?;
    Ok(grid)
}

unsafe fn read_camera(from: *const Camera) -> Result<Camera, Refused> {
    let camera: Camera = copy_struct(from as *const u8, u32::MAX, 88)?;
    let m = &camera.to_world;
    let handedness =
        affine(m).ok_or((INVALID, "camera.to_world is not a finite affine matrix"))?;
    for a in 0..3 {
        for b in a..3 {
            let product: f64 =
                (0..3).map(|i| f64::from(m[a * 4 + i]) * f64::from(m[b * 4 + i])).sum();
            let wanted = if a == b { 1.0 } else { 0.0 };
            require((product - wanted).abs() < 1e-3, INVALID, "camera.to_world is not rigid")?;
        }
    }
    require(handedness >= 0.0, INVALID, "camera.to_world mirrors")?;
    let Camera { kind, yfov, ymag, znear, zfar, .. } = camera;
    require(finite(&[yfov, ymag, znear, zfar]), INVALID, "the camera's numbers must be finite")?;
    let perspective = kind == PERSPECTIVE;
    require(perspective || kind == ORTHOGRAPHIC, UNSUPPORTED, "camera.kind is not known")?;
    let angle = yfov > 0.0 && yfov < 3.1415926;
    require(!perspective || angle, INVALID, "camera.yfov must lie in (0, pi)")?;
    require(perspective || ymag > 0.0, INVALID, "camera.ymag must be positive")?;
    let near = if perspective { znear > 0.0 } else { znear >= 0.0 };
    require(near && zfar > znear, INVALID, "camera: 0 < znear < zfar (orthographic: 0 <= znear)")?;
    Ok(camera)
}

/// This renderer ignores lights, but must still refuse bad ones.
unsafe fn check_lights(job: &Job, info: &Info) -> Result<(), Refused> {
    require(job.light_count <= info.max_lights, UNSUPPORTED, "the lights are over the limit")?;
    let there = job.light_count == 0 || (!job.lights.is_null() && job.light_stride >= 40);
    require(there, INVALID, "job.lights is NULL, or light_stride is less than a light")?;
    for i in 0..job.light_count as usize {
        let at = job.lights.add(i * job.light_stride as usize);
        let light: Light = copy_struct(at, job.light_stride, 40)?;
        let known = [AMBIENT, DIRECTIONAL, POINT].contains(&light.kind);
        require(known, UNSUPPORTED, "light.kind is not known")?;
        let used = light.kind == AMBIENT || finite(&light.vec[..3]);
        require(finite(&light.rgb[..3]) && used, INVALID, "a light is not finite")?;
        let points = light.kind != DIRECTIONAL || light.vec[..3].iter().any(|&v| v != 0.0);
        require(points, INVALID, "a light has a direction of length 0")?;
    }
    Ok(())
}

unsafe fn read_image(from: *const Image, info: &Info) -> Result<Image, Refused> {
    let image: Image = copy_struct(from as *const u8, u32::MAX, 64)?;
    let Image { width, height, channels, .. } = image;
    require(width > 0 && height > 0, INVALID, "the image has a size of 0 pixels")?;
    let fits = width <= info.max_width && height <= info.max_height;
    require(fits, UNSUPPORTED, "the image is over the limit")?;
    require([1, 3, 4].contains(&channels), INVALID, "image.channels must be 1, 3 or 4")?;
    let offered = image.dtype == F32 && image.transfer == LINEAR && channels == 4;
    require(offered, UNSUPPORTED, "only float32 linear RGBA is offered")?;
    let usable = !image.data.is_null() && image.data as usize % 4 == 0;
    require(usable, INVALID, "image.data is NULL or not aligned to a float")?;
    let bytes = span(&[height, width, channels], &image.strides, 4)
        .ok_or((INVALID, "image: strides must be positive multiples of 4, without overlap"))?;
    require(image.data_bytes >= bytes, INVALID, "image.data_bytes does not cover the last sample")?;
    Ok(image)
}

/// Reads and checks one job of a batch.
///
/// # Safety
/// The pointers come from a host that keeps the contract.
pub unsafe fn read_job(
    jobs: *const u8, stride: u32, index: u32, info: &Info,
) -> Result<CheckedJob, Refused> {
    let job: Job = copy_struct(jobs.add(index as usize * stride as usize), stride, 72)?;
    require(job.flags == 0, UNSUPPORTED, "job.flags has bits that version 1.0 lacks")?;
    let grid = read_grid(job.grid, info)?;
    let camera = read_camera(job.camera)?;
    check_lights(&job, info)?;
    let image = read_image(job.out, info)?;
    let [r, g, b, a] = job.background;
    let sound = finite(&job.background) && (0.0..=1.0).contains(&a);
    require(sound, INVALID, "job.background must be finite, its alpha in [0, 1]")?;
    Ok(CheckedJob { grid, camera, image, behind: [r * a, g * a, b * a, a] })
}
