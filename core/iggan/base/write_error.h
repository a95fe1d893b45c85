#pragma once
#include <iggan/base/error.h>

namespace iggan {

/// The system refused a write; the input is not at fault.
struct WriteError : DataError {
  using DataError::DataError;
};

}  // namespace iggan
