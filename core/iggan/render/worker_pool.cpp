#include <iggan/render/worker_pool.h>

#include <algorithm>

#include <poll.h>

#include <iggan/base/median.h>

namespace iggan {
namespace {

using config::Json;

constexpr int kMostFailures = 3;  // in a row
constexpr std::size_t kKeptTimes = 25;
constexpr double kMedians = 10;
constexpr int kWaitMilliseconds = 20;  // between two checks of should_stop

OutputLines::Sink sink_of(const PoolHooks& hooks) {
  return [&hooks](const std::string& line) { hooks.log(false, line); };
}

std::string shortened(const std::string& line) {
  return line.size() <= 100 ? line : line.substr(0, 100) + "...";
}

/// @throws WorkerFault if the line is not a JSON object or is nested too deeply.
Json object_of(const std::string& line) {
  Json json;
  try {
    json = config::parse_json(line, "a line");
  } catch (const ConfigError&) {
  }
  if (!json.is_object())
    throw WorkerFault{"it sent something that is not a JSON object: " + shortened(line)};
  return json;
}

}  // namespace

WorkerPool::~WorkerPool() {
  for (Slot& slot : slots_)  // all at once, so that they end in parallel
    if (slot.process) slot.process->close_socket();
  for (Slot& slot : slots_)
    if (slot.process && slot.stage != Stage::idle) (void)slot.process->end("no longer needed");
}

std::unique_ptr<WorkerProcess> WorkerPool::release() {
  std::unique_ptr<WorkerProcess> worker = std::move(slots_.front().process);
  slots_.clear();
  return worker;
}

std::vector<pid_t> WorkerPool::processes() const {
  std::vector<pid_t> ids;
  for (const Slot& slot : slots_)
    if (slot.process) ids.push_back(slot.process->id());
  return ids;
}

WorkerPool::Limit WorkerPool::time_limit() const {
  if (plan_.least_seconds <= 0 || seconds_.empty()) return {plan_.first_seconds};
  const double usual = median(std::vector<double>(seconds_.begin(), seconds_.end()));
  return {std::max(plan_.least_seconds, kMedians * usual), true};
}

void WorkerPool::Slot::expect_answer_within(const Limit& longest) {
  limit = longest;
  since = Clock::now();
  end = since +
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limit.seconds));
}

void WorkerPool::start(Slot& slot, std::unique_ptr<WorkerProcess> started) {
  slot.process = started ? std::move(started) : std::make_unique<WorkerProcess>(plan_.program);
  slot.stage = Stage::starting;
  slot.steps = slot.done = 0;
  slot.task.reset();
  slot.expect_answer_within({plan_.startup_seconds});
}

void WorkerPool::greet(Slot& slot, const Json& line) {
  std::string next;
  try {
    next = plan_.greet(slot.steps++, line);
  } catch (const WorkerFault&) {
    throw;
  } catch (...) {
    (void)slot.process->end("refused");
    slot.process.reset();
    throw;
  }
  if (next.empty())
    slot.stage = Stage::idle;
  else if (!slot.process->send(next))
    throw WorkerFault{""};
}

void WorkerPool::send_task(Slot& slot, std::size_t task, Batch& batch, const PoolHooks& hooks) {
  Json request = (*batch.tasks)[task].request(slot.process->memory());
  slot.request = ++requests_;
  request["job"] = slot.request;
  slot.stage = Stage::busy;
  slot.task = task;
  slot.expect_answer_within(time_limit());
  if (!slot.process->send(request.dump())) lose(slot, {}, batch, hooks);
}

/// Gives tasks to free workers, and starts workers for the remaining tasks.
void WorkerPool::deal(Batch& batch, const PoolHooks& hooks) {
  std::size_t coming = 0;  // workers that will take work from the queue
  for (Slot& slot : slots_) {
    if (!slot.process && slot.waiting) start(slot);
    if (!slot.process || slot.stage == Stage::busy) continue;
    if (slot.stage == Stage::starting) {
      coming += slot.waiting ? 0 : 1;
    } else if (slot.waiting) {
      const std::size_t task = *slot.waiting;
      slot.waiting.reset();
      send_task(slot, task, batch, hooks);
    } else if (!batch.queue.empty()) {
      const std::size_t task = batch.queue.front();
      batch.queue.pop_front();
      send_task(slot, task, batch, hooks);
    }
  }
  for (std::size_t i = 0; i < plan_.most_workers && coming < batch.queue.size(); ++i) {
    if (i == slots_.size()) slots_.emplace_back();
    if (slots_[i].process) continue;
    start(slots_[i]);
    ++coming;
  }
}

void WorkerPool::wait() {
  std::vector<pollfd> streams;
  for (const Slot& slot : slots_) {
    if (!slot.process) continue;
    streams.push_back({slot.process->socket(), POLLIN, 0});
    if (slot.process->output() >= 0) streams.push_back({slot.process->output(), POLLIN, 0});
  }
  ::poll(streams.data(), streams.size(), kWaitMilliseconds);
}

void WorkerPool::take_reply(Slot& slot, const Json& reply, Batch& batch, const PoolHooks& hooks) {
  const Json* number = config::find_key(reply, "job");
  if (slot.stage != Stage::busy || number == nullptr || !number->is_number_unsigned() ||
      number->get<std::uint64_t>() != slot.request)
    throw WorkerFault{"it sent an answer that was not requested: " + shortened(reply.dump())};
  slot.stage = Stage::idle;
  const std::optional<std::size_t> task = slot.task;
  if (task) {
    slot.task.reset();
    try {
      (*batch.tasks)[*task].take(slot.process->memory(), reply);
    } catch (const WorkerFault&) {
      slot.task = task;
      slot.stage = Stage::busy;
      throw;
    }
    --batch.left;
  }
  failures_ = 0;
  ++slot.done;
  seconds_.push_back(std::chrono::duration<double>(Clock::now() - slot.since).count());
  if (seconds_.size() > kKeptTimes) seconds_.pop_front();
  if (plan_.recycle_after > 0 && slot.done >= plan_.recycle_after) {
    slot.process->flush_output(sink_of(hooks));
    slot.process.reset();
  }
}

/// Reads everything that a worker has sent and printed, and checks whether it is late.
void WorkerPool::attend(Slot& slot, Batch& batch, const PoolHooks& hooks) {
  try {
    slot.process->read_output(sink_of(hooks));
    const bool open = slot.process->receive();
    while (slot.process) {
      const std::optional<std::string> line = slot.process->next_line();
      if (!line) break;
      const Json json = object_of(*line);
      if (slot.stage == Stage::starting)
        greet(slot, json);
      else
        take_reply(slot, json, batch, hooks);
    }
    if (!slot.process) return;
    if (!open || !slot.process->running()) throw WorkerFault{""};
    if (slot.stage != Stage::idle && Clock::now() > slot.end) {
      const std::string rule =
          slot.limit.follows_median
              ? fmt::format(" (the larger of {:g} s and {:g} times the median)",
                            plan_.least_seconds, kMedians)
              : "";
      throw WorkerFault{
          fmt::format("no answer within {:.3g} s, the limit for a {}{}", slot.limit.seconds,
                      slot.stage == Stage::starting ? "start" : plan_.task, rule),
          true};
    }
  } catch (const WorkerFault& fault) {
    lose(slot, fault, batch, hooks);
  }
}

void WorkerPool::lose(Slot& slot, WorkerFault fault, Batch& batch, const PoolHooks& hooks) {
  const bool starting = slot.stage == Stage::starting;
  fault.how = slot.process->end(fault.how);
  const std::string last_words = slot.process->last_words(), went = fault.how + last_words;
  slot.process->flush_output(sink_of(hooks));
  slot.process.reset();
  if (opening_) throw StartLost(fault, last_words);
  const std::optional<std::size_t> task = starting ? std::nullopt : slot.task;
  slot.task.reset();
  ++failures_;
  if (failures_ >= kMostFailures) {
    broken_ = true;
    throw WorkersLost(
        fmt::format(
            "{}: {} of its processes were lost in a row, the last because: {}; no more are started",
            plan_.who(), failures_, went),
        true);
  }
  if (task && !batch.lost[*task].empty())
    throw WorkersLost(fmt::format("{} was lost twice on one {}: {}, then {}; `iggan renderers "
                                  "check` may show why",
                                  plan_.who(), plan_.task, batch.lost[*task], went),
                      false);
  if (task) {
    batch.lost[*task] = went;
    slot.waiting = task;
  }
  hooks.log(true, fmt::format("{}: its process was lost{} ({}){}", plan_.who(),
                              starting ? " while it started" : "", went,
                              task ? "; the " + plan_.task + " is retried once" : ""));
}

void WorkerPool::loop(Batch& batch, const std::function<bool()>& done, const PoolHooks& hooks) {
  while (!done()) {
    if (hooks.stop()) throw PoolStopped{};
    if (!opening_) deal(batch, hooks);
    wait();
    for (Slot& slot : slots_)
      if (slot.process) attend(slot, batch, hooks);
  }
}

void WorkerPool::open(const PoolHooks& hooks, std::unique_ptr<WorkerProcess> started,
                      const Json& hello) {
  Batch none{nullptr, {}, {}, 0};
  slots_.clear();
  Slot& slot = slots_.emplace_back();
  opening_ = true;
  try {
    start(slot, std::move(started));
    if (!hello.is_null()) greet(slot, hello);
    loop(
        none, [&] { return slot.stage == Stage::idle; }, hooks);
  } catch (const WorkerFault& fault) {
    opening_ = false;
    const WorkerFault ended{slot.process->end(fault.how), fault.late};
    const std::string last_words = slot.process->last_words();
    slots_.clear();
    throw StartLost(ended, last_words);
  } catch (...) {
    opening_ = false;
    slots_.clear();
    throw;
  }
  opening_ = false;
}

void WorkerPool::run(const std::vector<WorkerTask>& tasks, std::uint64_t kind,
                     const PoolHooks& hooks) {
  if (broken_)
    throw WorkersLost(plan_.who() + ": its processes were lost again and again; open it again",
                      true);
  if (kind != kind_) seconds_.clear();
  kind_ = kind;
  Batch batch{&tasks, {}, std::vector<std::string>(tasks.size()), tasks.size()};
  for (std::size_t i = 0; i < tasks.size(); ++i) batch.queue.push_back(i);
  try {
    loop(
        batch, [&] { return batch.left == 0; }, hooks);
    for (Slot& slot : slots_) {  // including unterminated last lines
      if (!slot.process || slot.stage != Stage::idle) continue;
      slot.process->read_output(sink_of(hooks));
      slot.process->flush_output(sink_of(hooks));
    }
  } catch (...) {
    for (Slot& slot : slots_) {
      slot.task.reset();
      slot.waiting.reset();
    }
    throw;
  }
}

}  // namespace iggan
