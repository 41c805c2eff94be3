//! A disk that fails when it is told to: the file system of `SQLite`, with some of its calls replaced.
//!
//! `SQLite` asks its file system through tables of functions. Here the table of every file that is
//! opened is a copy of the real one, in which reads, writes and syncs are ours. They fail, or call
//! the real ones. The files stay `SQLite`'s own, so that nothing else changes; only that a file is never
//! mapped into memory, for then it would be read without a call.
#![allow(
    unsafe_code,
    clippy::not_unsafe_ptr_arg_deref,
    reason = "the interface of C: SQLite keeps its file objects valid from xOpen to xClose, never \
              calls in between with another pointer, and never frees a registered file system; all \
              pointers here are its own, handed on as they came"
)]

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use rusqlite::ffi::{
    SQLITE_IOERR, SQLITE_IOERR_FSYNC, SQLITE_IOERR_READ, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE,
    SQLITE_OK, SQLITE_OPEN_MAIN_DB, SQLITE_OPEN_WAL, sqlite3_file, sqlite3_filename, sqlite3_int64,
    sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
};

/// Which file of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// The database file.
    Database,
    /// Its write-ahead log.
    Log,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    Read,
    Write,
    /// A write that leaves half of its bytes on the disk, and fails.
    ShortWrite,
    Sync,
    Truncate,
}

/// What is to fail.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) part: Part,
    pub(crate) call: Call,
    /// How many such calls succeed first.
    pub(crate) after: u32,
    /// How many fail then.
    pub(crate) times: u32,
}

impl Fault {
    /// From now on, until the disk is mended.
    pub(crate) fn of(part: Part, call: Call) -> Self {
        Self { part, call, after: 0, times: u32::MAX }
    }

    pub(crate) fn after(mut self, calls: u32) -> Self {
        self.after = calls;
        self
    }

    pub(crate) fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

/// The disk below one store. Other stores are not touched.
#[derive(Debug)]
pub(crate) struct FaultyDisk {
    path: PathBuf,
}

#[derive(Default)]
struct State {
    open: HashMap<usize, OpenFile>,
    /// The tables that were copied, and their copies; both are never freed.
    tables: HashMap<usize, usize>,
    faults: HashMap<PathBuf, Vec<Fault>>,
    failed: HashMap<PathBuf, u32>,
}

struct OpenFile {
    store: PathBuf,
    part: Part,
    /// The real functions.
    real: sqlite3_io_methods,
}

static STATE: Mutex<Option<State>> = Mutex::new(None);

fn with<T>(use_it: impl FnOnce(&mut State) -> T) -> T {
    let mut state: MutexGuard<'_, _> = STATE.lock().unwrap_or_else(PoisonError::into_inner);
    use_it(state.get_or_insert_default())
}

impl FaultyDisk {
    /// To be called before the store is opened. The file need not exist yet.
    pub(crate) fn below(path: &Path) -> Self {
        static REGISTERED: Once = Once::new();
        REGISTERED.call_once(register);
        Self { path: path.to_owned() }
    }

    pub(crate) fn break_with(&self, fault: Fault) {
        with(|state| state.faults.entry(self.path.clone()).or_default().push(fault));
    }

    pub(crate) fn mend(&self) {
        with(|state| state.faults.remove(&self.path));
    }

    /// How many calls have failed.
    pub(crate) fn failed(&self) -> u32 {
        with(|state| state.failed.get(&self.path).copied().unwrap_or(0))
    }
}

impl Drop for FaultyDisk {
    fn drop(&mut self) {
        self.mend();
    }
}

fn register() {
    // SAFETY: the default file system lives as long as the process; ours is never freed. Its
    // functions take the file system itself for nothing but its name and its table, which are
    // copied.
    unsafe {
        let real = sqlite3_vfs_find(ptr::null());
        let mut ours = *real;
        ours.zName = c"plumberd-faulty".as_ptr();
        ours.pNext = ptr::null_mut();
        ours.xOpen = Some(open);
        let ours = Box::into_raw(Box::new(ours));
        assert_eq!(sqlite3_vfs_register(ours, 1), SQLITE_OK);
    }
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite's own arguments; the name may be null, and ends with a zero otherwise. The
    // methods are set when the file was opened, and null otherwise.
    unsafe {
        let real = sqlite3_vfs_find(c"unix".as_ptr());
        let Some(real_open) = (*real).xOpen else { return SQLITE_IOERR };
        let result = real_open(real, name, file, flags, flags_out);
        let part = match flags {
            flags if flags & SQLITE_OPEN_MAIN_DB != 0 => Part::Database,
            flags if flags & SQLITE_OPEN_WAL != 0 => Part::Log,
            _ => return result,
        };
        let methods = (*file).pMethods;
        if result != SQLITE_OK || name.is_null() || methods.is_null() {
            return result;
        }
        let name = CStr::from_ptr(name.cast::<c_char>()).to_string_lossy();
        let store = PathBuf::from(name.strip_suffix("-wal").unwrap_or(&name));
        let real = *methods;
        with(|state| {
            let ours = *state.tables.entry(methods as usize).or_insert_with(|| {
                let mut ours = real;
                ours.xClose = Some(close);
                ours.xRead = Some(read);
                ours.xWrite = Some(write);
                ours.xSync = Some(sync);
                ours.xTruncate = Some(truncate);
                ours.xFetch = Some(fetch);
                Box::into_raw(Box::new(ours)) as usize
            });
            state.open.insert(file as usize, OpenFile { store, part, real });
            (*file).pMethods = ours as *const sqlite3_io_methods;
        });
        result
    }
}

/// The real functions of a file, and the call that is to fail if one of these is to.
fn decide(file: *mut sqlite3_file, calls: &[Call]) -> (Option<sqlite3_io_methods>, Option<Call>) {
    with(|state| {
        let Some(open) = state.open.get(&(file as usize)) else { return (None, None) };
        let faults = state.faults.get_mut(&open.store).into_iter().flatten();
        for fault in faults.filter(|f| f.part == open.part && calls.contains(&f.call)) {
            if let Some(left) = fault.after.checked_sub(1) {
                fault.after = left;
            } else if let Some(left) = fault.times.checked_sub(1) {
                fault.times = left;
                *state.failed.entry(open.store.clone()).or_default() += 1;
                return (Some(open.real), Some(fault.call));
            }
        }
        (Some(open.real), None)
    })
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let open = with(|state| state.open.remove(&(file as usize)));
    match open.and_then(|open| open.real.xClose) {
        // SAFETY: the function that SQLite would have called, with its own argument.
        Some(close) => unsafe { close(file) },
        None => SQLITE_IOERR,
    }
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    to: *mut c_void,
    bytes: c_int,
    at: sqlite3_int64,
) -> c_int {
    match decide(file, &[Call::Read]) {
        // SAFETY: as in `close`.
        (Some(sqlite3_io_methods { xRead: Some(read), .. }), None) => unsafe {
            read(file, to, bytes, at)
        },
        _ => SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    bytes: c_int,
    at: sqlite3_int64,
) -> c_int {
    match decide(file, &[Call::Write, Call::ShortWrite]) {
        // SAFETY: as in `close`.
        (Some(sqlite3_io_methods { xWrite: Some(write), .. }), None) => unsafe {
            write(file, from, bytes, at)
        },
        (Some(sqlite3_io_methods { xWrite: Some(write), .. }), Some(Call::ShortWrite)) => {
            // SAFETY: as in `close`, and half of the bytes are there too.
            unsafe { write(file, from, bytes / 2, at) };
            SQLITE_IOERR_WRITE
        }
        _ => SQLITE_IOERR_WRITE,
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    match decide(file, &[Call::Sync]) {
        // SAFETY: as in `close`.
        (Some(sqlite3_io_methods { xSync: Some(sync), .. }), None) => unsafe { sync(file, flags) },
        _ => SQLITE_IOERR_FSYNC,
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    match decide(file, &[Call::Truncate]) {
        // SAFETY: as in `close`.
        (Some(sqlite3_io_methods { xTruncate: Some(truncate), .. }), None) => unsafe {
            truncate(file, size)
        },
        _ => SQLITE_IOERR_TRUNCATE,
    }
}

/// Gives no mapped page: `SQLite` then reads it.
unsafe extern "C" fn fetch(
    _: *mut sqlite3_file,
    _: sqlite3_int64,
    _: c_int,
    page: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite's own variable.
    unsafe { *page = ptr::null_mut() };
    SQLITE_OK
}
