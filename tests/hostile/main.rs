//! What should never be sent is refused with a clear answer, and leaves nothing behind.
