package io.orchestratex.local.part.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program of the broker's process: formats its folder at the first start, then serves. */
public final class KafkaBroker {

  private static final String CLUSTER_ID = "b3JjaGVzdHJhdGV4LWxvYw";

  private KafkaBroker() {}

  /** Takes the path of the configuration and the folder of the log. */
  public static void main(String[] arguments) throws IOException {
    String configuration = arguments[0];
    if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
      int exit =
          kafka.tools.StorageTool.execute(
              new String[] {"format", "-t", CLUSTER_ID, "-c", configuration}, System.out);
      if (exit != 0) {
        System.exit(exit);
      }
    }
    kafka.Kafka.main(new String[] {configuration});
  }
}
