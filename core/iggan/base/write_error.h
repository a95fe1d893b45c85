#pragma once
#include <iggan/base/error.h>

namespace iggan {

/// The system did not accept what was written; not a fault of the input.
struct WriteError : DataError {
  using DataError::DataError;
};

}  // namespace iggan
