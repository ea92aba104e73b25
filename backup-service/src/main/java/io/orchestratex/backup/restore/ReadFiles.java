package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.DumpSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which files of a backup were read to their end while they were loaded, and found to be as the
 * manifest says. Thread safe.
 */
final class ReadFiles {

  private final Set<String> whole = ConcurrentHashMap.newKeySet();

  /** The same files; what is read of them is noted. */
  DumpSource watching(Part part, DumpSource source) {
    return scope -> new AheadInput(source.open(scope), () -> whole.add(key(part, scope)));
  }

  /** What of these parts was not read to its end. */
  List<Part> others(List<Part> parts) {
    return parts.stream()
        .map(part ->
            new Part(
                part.target(),
                part.engine(),
                part.serverVersion(),
                part.identity(),
                part.point(),
                part.files().stream()
                    .filter(file -> !whole.contains(key(part, file.scope())))
                    .toList(),
                part.leftOut()))
        .filter(part -> !part.files().isEmpty())
        .toList();
  }

  private static String key(Part part, String scope) {
    return part.target() + "\n" + scope;
  }
}
