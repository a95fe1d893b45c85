//! renderer_abi.h in Rust. The sizes are the contract: a different layout does not compile.
use std::os::raw::{c_char, c_void};

pub type Status = i32;
pub const OK: Status = 0;
pub const INVALID: Status = 1;
pub const UNSUPPORTED: Status = 2;
pub const NOT_FOUND: Status = 3;
pub const INTERNAL: Status = 8;
pub const NOT_RUN: Status = 9;

pub const F32: u32 = 2;
pub const LINEAR: u32 = 1;
pub const F32_LINEAR_RGBA: u32 = 0x100; // of the twelve bits of IGGAN_FORMAT_BIT
pub const CONCURRENT: u32 = 2;
pub const BITWISE: u32 = 2;
pub const FEATURE_CANCEL: u64 = 2;
pub const PERSPECTIVE: u32 = 1;
pub const ORTHOGRAPHIC: u32 = 2;
pub const AMBIENT: u32 = 1;
pub const DIRECTIONAL: u32 = 2;
pub const POINT: u32 = 3;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Call {
    pub struct_size: u32,
    pub error_capacity: u32,
    pub error_text: *mut c_char,
    pub ctx: *mut c_void,
    pub should_stop: Option<unsafe extern "C" fn(*mut c_void) -> i32>,
    pub log: Option<unsafe extern "C" fn(*mut c_void, i32, *const c_char)>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Image {
    pub struct_size: u32,
    pub width: u32,
    pub height: u32,
    pub channels: u32,
    pub dtype: u32,
    pub transfer: u32,
    pub data: *mut u8,
    pub data_bytes: u64,
    pub strides: [i64; 3], // of rows, pixels, channels
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Grid {
    pub struct_size: u32,
    pub edges: [u32; 3],
    pub occupancy: *const u8,
    pub occ_stride: [i64; 3],
    pub albedo: *const u8,
    pub albedo_stride: [i64; 4],
    pub default_albedo: [f32; 4],
    pub to_world: [f32; 16],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Camera {
    pub struct_size: u32,
    pub kind: u32,
    pub to_world: [f32; 16],
    pub yfov: f32,
    pub ymag: f32,
    pub znear: f32,
    pub zfar: f32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Light {
    pub struct_size: u32,
    pub kind: u32,
    pub rgb: [f32; 4],
    pub vec: [f32; 4],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Job {
    pub struct_size: u32,
    pub flags: u32,
    pub seed: u64,
    pub grid: *const Grid,
    pub camera: *const Camera,
    pub lights: *const u8,
    pub light_count: u32,
    pub light_stride: u32,
    pub background: [f32; 4],
    pub out: *const Image,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct CreateInfo {
    pub struct_size: u32,
    pub thread_budget: u32,
    pub renderer_id: *const c_char,
    pub params_json: *const c_char,
}

#[repr(C)]
pub struct Info {
    pub struct_size: u32,
    pub thread_model: u32,
    pub determinism: u32,
    pub formats: u32,
    pub features: u64,
    pub max_width: u32,
    pub max_height: u32,
    pub max_grid_edge: u32,
    pub max_lights: u32,
    pub max_abs_error: f32,
    pub reserved: u32,
    pub texts: [*const c_char; 6], // id, name, vendor, version, license_spdx, params_schema
}
unsafe impl Sync for Info {}

#[repr(C)]
pub struct Plugin {
    pub struct_size: u32,
    pub abi_minor: u32,
    pub renderer_count: u32,
    pub reserved: u32,
    pub get_info: extern "C" fn(u32) -> *const Info,
    pub create: unsafe extern "C" fn(*const CreateInfo, *const Call, *mut *mut c_void) -> Status,
    pub destroy: unsafe extern "C" fn(*mut c_void),
    pub render_batch: unsafe extern "C" fn(
        *mut c_void, *const u8, u32, u32, *mut Status, *const Call,
    ) -> Status,
    pub get_extension: extern "C" fn(*mut c_void, *const c_char) -> *const c_void,
}

#[allow(dead_code)] // compilers before 1.70 do not see that it is used
const fn sized<T>(size: usize) {
    assert!(std::mem::size_of::<T>() == size);
}
const _: () = {
    sized::<Call>(40);
    sized::<Image>(64);
    sized::<Grid>(168);
    sized::<Camera>(88);
    sized::<Light>(40);
    sized::<Job>(72);
    sized::<CreateInfo>(24);
    sized::<Info>(96);
    sized::<Plugin>(56);
};

/// A refusal: a status and its reason.
pub type Refused = (Status, &'static str);

/// Copies min(struct_size, size of T) bytes of a host's struct into a zeroed one. `room` is the
/// stride of the array that holds the struct, or u32::MAX.
///
/// # Safety
/// `from` is null or points to a struct that starts with its size; an all-zero T is valid.
pub unsafe fn copy_struct<T>(from: *const u8, room: u32, size_1_0: u32) -> Result<T, Refused> {
    if from.is_null() {
        return Err((INVALID, "a struct is NULL"));
    }
    let given = std::ptr::read_unaligned(from as *const u32);
    if given < size_1_0 {
        return Err((INVALID, "a struct_size is less than in version 1.0"));
    }
    if given > room {
        return Err((INVALID, "a struct_size is more than the stride of its array"));
    }
    let mut copy: T = std::mem::zeroed();
    let size = std::mem::size_of::<T>().min(given as usize);
    std::ptr::copy_nonoverlapping(from, &mut copy as *mut T as *mut u8, size);
    Ok(copy)
}
