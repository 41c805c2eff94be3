use std::path::Path;

use plumberd::codec::dynamic::Types;
use plumberd_schema::lock::{FILE_NAME, Lock};
use plumberd_schema::model::Schema;

use crate::CliError;
use crate::schema::{Reading, read_lock};

/// The types in a lock file, a descriptor set or a folder.
pub(super) fn load(path: &Path, reading: &Reading) -> Result<Types, CliError> {
    let (schema, superseded) = schemas(path, reading)?;
    if schema.events().next().is_none() {
        return Err(CliError::Usage(format!(
            "{} has no event; `--types` names another lock file, descriptor set or folder",
            path.display()
        )));
    }
    Ok(Types::new(&schema, &superseded))
}

fn schemas(path: &Path, reading: &Reading) -> Result<(Schema, Schema), CliError> {
    let shown = path.display();
    if !path.exists() {
        return Err(CliError::Usage(format!(
            "there is no {shown}; `plumberd schema accept` writes a lock file, and `--types` names another one, a descriptor set or a folder"
        )));
    }
    if path.is_file() && path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json")) {
        let text = read_lock(path)?.unwrap_or_default();
        let lock = Lock::parse(&text).map_err(|error| {
            CliError::Usage(error.to_string().replace(FILE_NAME, &shown.to_string()))
        })?;
        return Ok((lock.schema(), lock.removed()));
    }
    match reading.load(path)? {
        Ok(loaded) => Ok((loaded.schema, Schema::default())),
        Err(errors) => Err(CliError::Usage(format!("the types cannot be read\n{errors}"))),
    }
}
