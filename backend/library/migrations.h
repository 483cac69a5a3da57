#pragma once
#include "sql/migrations.h"

namespace musicgen::library {

// Those of migrations/.
std::span<const sql::Migration> migrations();

}  // namespace musicgen::library
