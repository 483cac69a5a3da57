#pragma once
#include "sql/migrations.h"

namespace musicgen::jobs {

// Those of sqlite/migrations/.
std::span<const sql::Migration> migrations();

}  // namespace musicgen::jobs
