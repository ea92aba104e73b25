package io.orchestratex.backup.job;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of jobs that this process knows. */
@Singleton
public final class JobKinds {

  private final Map<String, JobKind> byName;

  public JobKinds(List<JobKind> kinds) {
    byName =
        kinds.stream().collect(Collectors.toUnmodifiableMap(JobKind::name, Function.identity()));
  }

  /** The rules of a kind. */
  public JobKind get(String name) {
    JobKind kind = byName.get(name);
    if (kind == null) {
      throw new IllegalArgumentException("no job is of kind " + name);
    }
    return kind;
  }

  /** Their names: a job of another kind is left to a process that knows it. */
  public Set<String> names() {
    return byName.keySet();
  }
}
