#pragma once
// Include it before anything of Asio or Beast.

#if defined(__SANITIZE_THREAD__)
// ThreadSanitizer does not know fences. Asio's own order what mutexes and atomics order too.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#endif
#include <boost/asio/awaitable.hpp>
