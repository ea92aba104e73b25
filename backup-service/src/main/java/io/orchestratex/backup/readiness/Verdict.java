package io.orchestratex.backup.readiness;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** Whether a target could be brought back. */
@Schema(name = "ReadinessVerdict")
enum Verdict {
  /** Nothing is known that stands against it. */
  READY(1),
  /** It could be, but something promised or proved is missing. */
  AT_RISK(0.5),
  /** As things are, it could not be. */
  NOT_READY(0);

  private final double value;

  Verdict(double value) {
    this.value = value;
  }

  /** As the metric has it. */
  double value() {
    return value;
  }

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
