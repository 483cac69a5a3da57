#pragma once
// Include it before anything of Asio or Beast.

#if defined(__SANITIZE_THREAD__)
// ThreadSanitizer does not know fences; the mutexes say all that it needs.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#endif
#include <boost/asio/awaitable.hpp>
