package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Does the same at both services that know targets, or at the one that is chosen, and says what
 * stands when one of them refuses.
 */
public final class TargetSides {

  @Option(names = "--backup-only", description = "Only for backups; it is not watched.")
  private boolean backupOnly;

  @Option(names = "--watch-only", description = "Only to be watched; it is not backed up.")
  private boolean watchOnly;

  /** One of the two services. */
  enum Side {
    BACKUP(JoinedTargets.BACKED_UP, "backed up", "backup"),
    WATCH(JoinedTargets.WATCHED, "watched", "watch");

    final String path;
    final String participle;
    final String option;

    Side(String path, String participle, String option) {
      this.path = path;
      this.participle = participle;
      this.option = option;
    }

    String path(String id) {
      return path + "/" + Gateway.escaped(id);
    }
  }

  /** SQLite files, volumes and Neo4j are backed up only: no probe of monitor-service knows them. */
  void fitTo(String uri) {
    backupOnly |= !watchOnly && uri.matches("(?s)(sqlite|volume|(neo4j|bolt)(\\+ssc?)?):.*");
  }

  List<Side> chosen() {
    if (backupOnly == watchOnly) {
      return List.of(Side.values());
    }
    return List.of(backupOnly ? Side.BACKUP : Side.WATCH);
  }

  /** What came of it. */
  record Outcome(
      ObjectNode answers, List<Side> done, List<Side> unknown, @Nullable Refusal refused) {
    Outcome {
      done = List.copyOf(done);
      unknown = List.copyOf(unknown);
    }
  }

  /** The side that refused; sides after it were not tried. */
  record Refusal(Side side, ApiFailure failure) {}

  /**
   * Acts at each side, until one refuses.
   *
   * @param missingIsFine whether a side may not know the target, as long as one does
   */
  Outcome act(boolean missingIsFine, Function<Side, JsonNode> action) {
    ObjectNode answers = Gateway.body();
    List<Side> done = new ArrayList<>();
    List<Side> unknown = new ArrayList<>();
    for (Side side : chosen()) {
      try {
        answers.set(side.option, action.apply(side));
        done.add(side);
      } catch (ApiFailure e) {
        if (!missingIsFine || e.exitCode() != ExitCode.NOT_FOUND) {
          if (done.isEmpty()) {
            throw e; // Nothing was changed anywhere.
          }
          return new Outcome(answers, done, unknown, new Refusal(side, e));
        }
        unknown.add(side);
        if (done.isEmpty() && side == chosen().getLast()) {
          throw e;
        }
      }
    }
    return new Outcome(answers, done, unknown, null);
  }

  /**
   * Says what stands and how to go on.
   *
   * @param standing what is true of the first side
   * @param goOn the command that does the rest
   */
  static int half(Terminal terminal, Refusal refused, String standing, String goOn) {
    ApiFailure failure = refused.failure();
    return terminal.failed(
        failure.exitCode(),
        failure.code(),
        "%s The rest failed: %s%nTo go on: %s".formatted(standing, failure.explanation(), goOn));
  }
}
