//! TypeScript: the types of the JSON.
