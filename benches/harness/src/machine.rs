use std::ffi::CString;
use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use crate::Outcome;

/// What the kernel says of the memory of a process: `VmRSS` or `VmHWM`, the most there was, in MiB.
pub fn memory_mib(process: u32, field: &str) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")).ok_or("no such memory")?;
    Ok(kib.trim().parse::<f64>()? / 1024.0)
}

/// The most memory that this process has had so far, in MiB. Not `ru_maxrss`, which a child inherits.
pub fn peak_rss_mib() -> Outcome<f64> {
    memory_mib(std::process::id(), "VmHWM")
}

/// The CPU time of this process so far, in all of its threads, in user and system.
pub fn process_cpu() -> Duration {
    cpu(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// The CPU time of this thread.
pub fn thread_cpu() -> Duration {
    cpu(libc::CLOCK_THREAD_CPUTIME_ID)
}

fn cpu(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct outlives the call that fills it.
    unsafe {
        libc::clock_gettime(clock, &mut time);
    }
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Writes out what the file system still holds, so that nobody pays for what somebody else wrote.
pub fn settle(folder: &Path) -> Outcome {
    let folder = File::open(folder)?;
    // SAFETY: the descriptor is open as long as the call takes.
    match unsafe { libc::syncfs(folder.as_raw_fd()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error().into()),
    }
}

/// What a file system has left for this user, in bytes.
pub fn free_space(folder: &Path) -> Outcome<u64> {
    let path = CString::new(folder.as_os_str().as_bytes())?;
    // SAFETY: the struct is plain numbers; it and the path outlive the call.
    let (status, space) = unsafe {
        let mut space: libc::statvfs = std::mem::zeroed();
        (libc::statvfs(path.as_ptr(), &mut space), space)
    };
    match status {
        0 => Ok(space.f_bavail * space.f_frsize),
        _ => Err(io::Error::last_os_error().into()),
    }
}

/// Lets this process and its children open as many files as they may.
pub fn raise_open_files() -> Outcome {
    // SAFETY: the struct is plain numbers, and outlives both calls.
    let status = unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        match libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) {
            0 => {
                limit.rlim_cur = limit.rlim_max;
                libc::setrlimit(libc::RLIMIT_NOFILE, &limit)
            }
            failed => failed,
        }
    };
    if status == 0 { Ok(()) } else { Err(io::Error::last_os_error().into()) }
}

/// Makes the kernel kill this process when the one that started it ends, stopped or not.
pub fn die_with_parent() {
    // SAFETY: the call takes numbers only.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
}

/// Whether there is a process of this number.
pub fn is_alive(process: u32) -> bool {
    Path::new("/proc").join(process.to_string()).exists()
}

/// Sends a signal to a child that was not waited for yet.
pub fn signal(child: &std::process::Child, signal: i32) {
    // SAFETY: the call takes numbers only, and the number is the child's until it is waited for.
    unsafe {
        libc::kill(child.id() as i32, signal);
    }
}
