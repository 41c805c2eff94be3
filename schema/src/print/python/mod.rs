//! Python: event classes for py-micro-plumberd.
