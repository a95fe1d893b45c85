//! A renderer plugin in Rust, like examples/plugins/depth_c: near voxels are bright, far ones dark.
//! Built without cargo: rustc --edition 2021 -O --crate-type cdylib depth_renderer.rs -o depth_renderer.so
mod abi;
mod checked_job;
mod voxel_rays;

use abi::*;
use checked_job::{read_job, CheckedJob};
use std::ffi::CStr;
use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};
use voxel_rays::Rays;

const ID: &[u8] = b"com.example.depth-rust\0";

const fn c_text(bytes: &'static [u8]) -> *const c_char {
    assert!(bytes[bytes.len() - 1] == 0);
    bytes.as_ptr() as *const c_char
}

static INFO: Info = Info {
    struct_size: 96,
    thread_model: CONCURRENT,
    determinism: BITWISE,
    formats: F32_LINEAR_RGBA,
    features: FEATURE_CANCEL,
    max_width: 4096,
    max_height: 4096,
    max_grid_edge: 256,
    max_lights: 64,
    max_abs_error: 0.0,
    reserved: 0,
    texts: [
        c_text(ID),
        c_text(b"Depth in Rust\0"),
        c_text(b"Example\0"),
        c_text(b"1.0.0\0"),
        c_text(b"BSD-3-Clause\0"),
        c_text(b"{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}\0"),
    ],
};

/// A call without hooks and without room for an error text is legal, and so is a null call.
unsafe fn read_call(host: *const Call) -> Result<Call, Status> {
    if host.is_null() {
        return Ok(std::mem::zeroed());
    }
    copy_struct(host as *const u8, u32::MAX, 40).map_err(|(status, _)| status)
}

/// Writes the text to the host's buffer as plain ASCII. @return the status.
unsafe fn fail(call: &Call, status: Status, text: &[&[u8]]) -> Status {
    if call.error_text.is_null() || call.error_capacity == 0 {
        return status;
    }
    let mut used = 0;
    for &byte in text.iter().flat_map(|part| part.iter()) {
        if used + 1 >= call.error_capacity as usize {
            break;
        }
        let plain = (b' '..=b'~').contains(&byte);
        *call.error_text.add(used) = if plain { byte } else { b'?' } as c_char;
        used += 1;
    }
    *call.error_text.add(used) = 0;
    status
}

/// Runs an entry point of the plugin and catches any panic.
unsafe fn entry(host: *const Call, work: impl FnOnce(&Call) -> Status) -> Status {
    let call = match read_call(host) {
        Ok(call) => call,
        Err(status) => return status,
    };
    catch_unwind(AssertUnwindSafe(|| work(&call)))
        .unwrap_or_else(|_| fail(&call, INTERNAL, &[b"a panic in the plugin"]))
}

/// None for an empty JSON object; otherwise what is wrong, and the first key.
fn parameter_fault(json: &[u8]) -> Option<(&'static [u8], &[u8])> {
    let skip = |text: &'_ [u8]| {
        text.iter().position(|b| !b" \t\n\r".contains(b)).unwrap_or(text.len())
    };
    const SHAPE: &[u8] = b"parameters must be an empty JSON object";
    let json = &json[skip(json)..];
    if json.first() != Some(&b'{') {
        return Some((SHAPE, b""));
    }
    let json = &json[1..];
    let json = &json[skip(json)..];
    match json.first() {
        Some(b'}') if skip(&json[1..]) == json.len() - 1 => None,
        Some(b'"') => {
            let key = &json[1..];
            let end = key.iter().position(|&b| b == b'"').unwrap_or(key.len()).min(100);
            Some((b"this renderer takes no parameter ", &key[..end]))
        }
        _ => Some((SHAPE, b"")),
    }
}

unsafe extern "C" fn create(
    info: *const CreateInfo, host: *const Call, out: *mut *mut c_void,
) -> Status {
    if !out.is_null() {
        *out = std::ptr::null_mut();
    }
    entry(host, |call| {
        if out.is_null() {
            return fail(call, INVALID, &[b"out is NULL"]);
        }
        let request: CreateInfo = match copy_struct(info as *const u8, u32::MAX, 24) {
            Ok(request) => request,
            Err((status, reason)) => return fail(call, status, &[reason.as_bytes()]),
        };
        if request.renderer_id.is_null() {
            return fail(call, INVALID, &[b"renderer_id is NULL"]);
        }
        if CStr::from_ptr(request.renderer_id).to_bytes_with_nul() != ID {
            return fail(call, NOT_FOUND, &[b"this library has no renderer with that id"]);
        }
        if !request.params_json.is_null() {
            let json = CStr::from_ptr(request.params_json).to_bytes();
            if let Some((fault, key)) = parameter_fault(json) {
                return fail(call, INVALID, &[fault, key]);
            }
        }
        *out = Box::into_raw(Box::new(0u8)) as *mut c_void; // there is nothing to store
        OK
    })
}

unsafe extern "C" fn destroy(renderer: *mut c_void) {
    if !renderer.is_null() {
        drop(Box::from_raw(renderer as *mut u8));
    }
}

/// The range of depths of the grid's corners, limited to the camera's near and far planes.
fn depth_range(job: &CheckedJob) -> (f64, f64) {
    let (m, pose, edges) = (&job.grid.to_world, &job.camera.to_world, job.grid.edges);
    let (mut nearest, mut farthest) = (f64::from(job.camera.zfar), f64::from(job.camera.znear));
    for corner in 0..8u32 {
        let edge = |a: usize| if corner >> a & 1 != 0 { f64::from(edges[a]) } else { 0.0 };
        let depth: f64 = (0..3)
            .map(|a| {
                let at: f64 = (0..3).map(|c| f64::from(m[c * 4 + a]) * edge(c)).sum();
                -(at + f64::from(m[12 + a]) - f64::from(pose[12 + a])) * f64::from(pose[8 + a])
            })
            .sum();
        nearest = nearest.min(depth);
        farthest = farthest.max(depth);
    }
    (nearest.max(f64::from(job.camera.znear)), farthest.min(f64::from(job.camera.zfar)))
}

unsafe fn draw(job: &CheckedJob, call: &Call) -> Status {
    let rays = Rays::new(&job.grid, &job.camera, &job.image);
    let (nearest, farthest) = depth_range(job);
    let [row, pixel, channel] = job.image.strides.map(|stride| stride as usize);
    for y in 0..job.image.height as usize {
        for x in 0..job.image.width as usize {
            let mut rgba = job.behind;
            if let Some(depth) = rays.first_hit(&rays.at(x as f64 + 0.5, y as f64 + 0.5)) {
                let range = farthest - nearest;
                let share = if range > 0.0 { ((depth - nearest) / range).clamp(0.0, 1.0) } else { 0.0 };
                let bright = (1.0 - 0.85 * share) as f32;
                rgba = [bright, bright, bright, 1.0];
            }
            for (c, value) in rgba.iter().enumerate() {
                let at = job.image.data.add(y * row + x * pixel + c * channel) as *mut f32;
                at.write_unaligned(*value);
            }
        }
        // The host is asked after each row: even the widest takes less than the limit of 50 ms.
        let stop = call.should_stop.map_or(OK, |should_stop| should_stop(call.ctx));
        if stop != OK {
            return stop;
        }
    }
    OK
}

unsafe extern "C" fn render_batch(
    renderer: *mut c_void, jobs: *const u8, count: u32, stride: u32, statuses: *mut Status,
    host: *const Call,
) -> Status {
    entry(host, |call| {
        if count == 0 {
            return OK;
        }
        if statuses.is_null() {
            return fail(call, INVALID, &[b"job_status is NULL"]);
        }
        let statuses = std::slice::from_raw_parts_mut(statuses, count as usize);
        statuses.fill(NOT_RUN);
        if renderer.is_null() || jobs.is_null() || stride < 72 {
            return fail(call, INVALID, &[b"renderer or jobs is NULL, or job_stride is less than a job"]);
        }
        // First, all jobs are checked, so that a refusal leaves every picture untouched ...
        for i in 0..count {
            if let Err((status, reason)) = read_job(jobs, stride, i, &INFO) {
                statuses[i as usize] = status;
                return fail(call, status, &[b"a job is refused: ", reason.as_bytes()]);
            }
        }
        // ... then each is read again and rendered, so no memory is needed for the whole batch.
        for i in 0..count {
            let status = match read_job(jobs, stride, i, &INFO) {
                Ok(job) => draw(&job, call),
                Err((status, _)) => status,
            };
            statuses[i as usize] = status;
            if status != OK {
                statuses[i as usize + 1..].fill(status);
                return fail(call, status, &[b"stopped by the host"]);
            }
        }
        OK
    })
}

extern "C" fn get_info(index: u32) -> *const Info {
    if index == 0 { &INFO } else { std::ptr::null() }
}

extern "C" fn get_extension(_: *mut c_void, _: *const c_char) -> *const c_void {
    std::ptr::null()
}

#[no_mangle]
pub extern "C" fn iggan_abi_version() -> u32 {
    1 << 16
}

#[no_mangle]
pub extern "C" fn iggan_plugin_v1() -> *const Plugin {
    static TABLE: Plugin = Plugin {
        struct_size: 56,
        abi_minor: 0,
        renderer_count: 1,
        reserved: 0,
        get_info,
        create,
        destroy,
        render_batch,
        get_extension,
    };
    &TABLE
}
