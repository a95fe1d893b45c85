#include <iggan/base/base64.h>

#include <limits>

#include <openssl/evp.h>

#include <iggan/base/error.h>

namespace iggan {

std::string base64(const std::string& bytes) {
  IGGAN_CHECK(bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max() / 2));
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // the encoder appends a zero byte
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

}  // namespace iggan
