package io.orchestratex.monitor.probe;

import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Step;
import java.util.Locale;

/** Says by one measurement which step failed, where a probe has no test of its own. */
public final class ConnectionRules {

  private ConnectionRules() {}

  /** What a measurement means. */
  public static ConnectionReport of(Measurement measurement) {
    ConnectionTest test = new ConnectionTest();
    switch (measurement) {
      case Measurement.Taken(var samples) -> {
        for (Step step : Step.values()) {
          test.pass(
              step, step == Step.PERMISSION ? samples.size() + " samples were taken" : "passed");
        }
      }
      case Measurement.Failed(Reason reason, String detail) ->
          test.fail(step(reason, detail), detail, null);
    }
    return test.report();
  }

  private static Step step(Reason reason, String detail) {
    return switch (reason) {
      case DNS -> Step.NAME;
      case CONNECT, TIMEOUT -> Step.TCP;
      case TLS -> Step.TLS;
      case AUTH ->
          detail.toUpperCase(Locale.ROOT).contains("NOPERM") ? Step.PERMISSION : Step.SIGN_IN;
      case PARSE, UNREADY -> Step.PERMISSION;
    };
  }
}
