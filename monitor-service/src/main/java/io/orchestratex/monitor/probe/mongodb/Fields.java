package io.orchestratex.monitor.probe.mongodb;

import java.util.List;
import org.bson.Document;

/** Numbers in a server's answer. */
final class Fields {

  private Fields() {}

  /** The number at a path, or NaN where this server version has none. */
  static double number(Document document, String... path) {
    return document.getEmbedded(List.of(path), Object.class) instanceof Number number
        ? number.doubleValue()
        : Double.NaN;
  }
}
