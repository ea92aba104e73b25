package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.Naming;
import io.orchestratex.backup.engine.ObjectFact;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Time series collections of a backup. The server renames none, so that a restore copies their
 * buckets when it puts them in place ({@link TimeseriesSwap}), while its job is locked: that is
 * bounded, and larger ones are left as they are.
 */
final class Timeseries {

  /** Attribute of a file: which of its objects are time series. */
  static final String ATTRIBUTE = "time_series";

  /** As many bytes of buckets are copied twice within a minute also by a slow server. */
  static final long LARGEST = 256L << 20;

  /** Follows the name. */
  static final String REASON =
      "stays as it is in a restore: it is a time series of more than %d MiB, which MongoDB does not rename"
          .formatted(LARGEST >> 20);

  static final String WAY = "export the backup and use mongorestore --nsInclude";

  private static final String NAMES = "names";

  private Timeseries() {}

  static boolean isTooLarge(long bytes) {
    return bytes > LARGEST;
  }

  /** Bytes of a series' buckets. */
  static long size(Server server, Namespace series) {
    return server
        .database(series.database())
        .runCommand(new BsonDocument("collStats", new BsonString(series.stored())))
        .get("size", Number.class)
        .longValue();
  }

  /** Why the live series cannot be kept while it is replaced, and what to do. */
  static String tooLargeNow(String name) {
    return name
        + " is a time series of more than "
        + (LARGEST >> 20)
        + " MiB now, which MongoDB does not rename, so that it cannot be kept while it is replaced;"
        + " drop it (a backup holds it), or restore other collections";
  }

  /** Those of a file that a restore leaves as they are, because they are too large. */
  static Set<String> left(DumpedFile file) {
    Set<String> all = of(file);
    return file.objects().stream()
        .filter(object -> all.contains(object.name()) && isTooLarge(object.bytes()))
        .map(ObjectFact::name)
        .collect(Collectors.toSet());
  }

  static LeftOut notRestored(String name) {
    return LeftOut.byDesign(
        "restore of time series collection",
        name,
        REASON + "; its data is in the backup: " + WAY + ".");
  }

  static String attribute(List<Namespace> namespaces) {
    BsonArray names = new BsonArray();
    namespaces.stream()
        .filter(Namespace::isTimeseries)
        .forEach(each -> names.add(new BsonString(each.name())));
    return Bson.text(new BsonDocument(NAMES, names));
  }

  /** {@link #ATTRIBUTE} with the names that its collections get. */
  static String renamed(String attribute, Naming naming) {
    BsonArray names = new BsonArray();
    Bson.document(attribute)
        .getArray(NAMES)
        .forEach(each -> names.add(new BsonString(naming.collection(each.asString().getValue()))));
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
