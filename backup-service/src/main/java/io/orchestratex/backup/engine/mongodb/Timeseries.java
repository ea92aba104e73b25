package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.DumpedFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Time series collections of a backup. The server renames none, so a restore, which loads under
 * another name first, leaves them as they are; an export brings them back.
 */
final class Timeseries {

  /** Attribute of a file: which of its objects are time series. */
  static final String ATTRIBUTE = "time_series";

  /** Follows the name. */
  static final String REASON =
      "stays as it is in a restore: MongoDB does not rename time series collections, so that none"
          + " can be loaded beside the live one";

  static final String WAY = "export the backup and use mongorestore --nsInclude";

  private static final String NAMES = "names";

  private Timeseries() {}

  static String attribute(List<Namespace> namespaces) {
    BsonArray names = new BsonArray();
    namespaces.stream()
        .filter(Namespace::isTimeseries)
        .forEach(each -> names.add(new BsonString(each.name())));
    return Bson.text(new BsonDocument(NAMES, names));
  }

  /** The names of the time series in a file. */
  static Set<String> of(DumpedFile file) {
    String text = file.attributes().get(ATTRIBUTE);
    if (text == null) {
      return Set.of();
    }
    return Bson.document(text).getArray(NAMES).stream()
        .map(BsonValue::asString)
        .map(BsonString::getValue)
        .collect(Collectors.toSet());
  }
}
