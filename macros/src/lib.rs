//! The derives of plumberd.
