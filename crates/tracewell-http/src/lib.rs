//! Tower layers for exactly one terminal event per HTTP request, error and panic reports, and identity binding.
