#pragma once
#include <iggan/base/error.h>

namespace iggan {

/// The system did not take what was written: no fault of the input that was being worked on.
struct WriteError : DataError {
  using DataError::DataError;
};

}  // namespace iggan
