#include "sql/database.h"

#include <system_error>

#include <soci/sqlite3/soci-sqlite3.h>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "sql/failure.h"
#include "sql/opening.h"

namespace musicgen::sql {
namespace fs = std::filesystem;
namespace {

// Requests that read at the same time; more wait for a moment.
constexpr std::size_t kConnections = 4;

// A statement's values stay where the caller has them until it ends, since SOCI takes references.
soci::details::prepare_temp_type bind(soci::session& session, const std::string& statement,
                                      const Values& values) {
  static const std::string kNothing;
  thread_local soci::indicator null = soci::i_null;
  soci::details::prepare_temp_type prepared = session.prepare << statement;
  for (const auto& [name, value] : values) {
    value.visit([&, &name = name]<class T>(const T& held) {
      if constexpr (std::is_same_v<T, std::monostate>) {
        prepared, soci::use(kNothing, null, name);
      } else {
        prepared, soci::use(held, name);
      }
    });
  }
  return prepared;
}

Value value_at(const soci::row& row, std::size_t i) {
  if (row.get_indicator(i) == soci::i_null) return {};
  switch (row.get_properties(i).get_data_type()) {
    case soci::dt_integer:
      return row.get<int>(i);
    case soci::dt_long_long:
      return row.get<long long>(i);
    case soci::dt_double:
      return row.get<double>(i);
    default:
      return row.get<std::string>(i);
  }
}

Row copy_of(const soci::row& row) {
  Row copy;
  for (std::size_t i = 0; i < row.size(); ++i) {
    copy.add(row.get_properties(i).get_name(), value_at(row, i));
  }
  return copy;
}

}  // namespace

struct Transaction::Impl {
  Impl(soci::connection_pool& pool, const DatabaseOptions& settings)
      : session(pool), options(settings) {}

  soci::session session;
  const DatabaseOptions& options;
};

Transaction::Transaction(std::unique_ptr<Impl> impl, const char* begin) : impl_(std::move(impl)) {
  guarded(impl_->options, [&] { impl_->session << begin; });
}

// SQLite ends a transaction by itself after some errors.
Transaction::~Transaction() {
  auto* connection =
      static_cast<soci::sqlite3_session_backend*>(impl_->session.get_backend())->conn_;
  if (sqlite_api::sqlite3_get_autocommit(connection) != 0) return;
  try {
    impl_->session << "ROLLBACK";
  } catch (const std::exception& error) {
    log::error("{}: {}", impl_->options.file.filename().string(), error.what());
  }
}

std::int64_t Transaction::run(const std::string& statement, const Values& values) {
  return guarded(impl_->options, [&] {
    soci::statement prepared(bind(impl_->session, statement, values));
    prepared.execute(true);
    return prepared.get_affected_rows();
  });
}

std::vector<Row> Transaction::query(const std::string& statement, const Values& values) {
  return guarded(impl_->options, [&] {
    soci::rowset<soci::row> found(bind(impl_->session, statement, values));
    std::vector<Row> rows;
    for (const soci::row& row : found) rows.push_back(copy_of(row));
    return rows;
  });
}

std::optional<Row> Transaction::first(const std::string& statement, const Values& values) {
  std::vector<Row> rows = query(statement, values);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

void Transaction::commit() {
  guarded(impl_->options, [&] { impl_->session << "COMMIT"; });
}

struct Database::Impl {
  explicit Impl(const DatabaseOptions& settings) : options(settings) {}

  std::unique_ptr<Transaction::Impl> lease() {
    return std::make_unique<Transaction::Impl>(pool, options);
  }

  DatabaseOptions options;
  soci::connection_pool pool{kConnections};
};

Database::Database(const DatabaseOptions& options) : impl_(std::make_unique<Impl>(options)) {
  prepare(options);
  guarded(options, [&] {
    for (std::size_t i = 0; i < kConnections; ++i) connect(impl_->pool.at(i), options);
  });
}

Database::~Database() = default;

Transaction Database::read() {
  return {impl_->lease(), "BEGIN"};
}

Transaction Database::write(Durability durability) {
  auto lease = impl_->lease();
  guarded(impl_->options, [&] {
    lease->session << (durability == Durability::full ? "PRAGMA synchronous = FULL"
                                                      : "PRAGMA synchronous = NORMAL");
  });
  // A transaction that only later turned to writing could not wait for another writer.
  return {std::move(lease), "BEGIN IMMEDIATE"};
}

int Database::schema_version() const {
  return impl_->options.migrations.empty() ? 0 : impl_->options.migrations.back().version;
}

void Database::back_up(const fs::path& to) {
  std::error_code ignored;
  if (fs::equivalent(to, impl_->options.file, ignored)) {
    throw InvalidParameter(fmt::format("The backup can't be the {} itself.", impl_->options.name))
        .advise("Name another file.");
  }
  const fs::path folder = fs::absolute(to).parent_path();
  if (!fs::is_directory(folder, ignored)) {
    throw InvalidParameter(fmt::format("There is no folder {}.", folder.string()))
        .advise("Make it first, or name another.");
  }
  try {
    PendingFile pending(to);
    const std::string file = pending.path().string();
    const auto lease = impl_->lease();
    guarded(impl_->options,
            [&] { lease->session << "VACUUM INTO :file", soci::use(file, "file"); });
    pending.publish();
  } catch (const std::system_error&) {
    throw StorageFull("The backup can't be written there.")
        .advise("Free some space, or name a file on another disk.");
  }
}

}  // namespace musicgen::sql
