package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.output.Values;

/** How fast a job was, for people. */
final class JobPace {

  private JobPace() {}

  /** Bytes in a second; nothing where the job does not say. */
  static String speed(JsonNode job) {
    JsonNode rate = job.path("bytes_per_second");
    return rate.isNumber() ? Values.bytes(rate) + "/s" : "";
  }
}
