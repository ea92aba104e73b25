package io.orchestratex.backup.engine;

import java.util.List;

/**
 * What a server says about itself.
 *
 * @param identity what distinguishes this server from every other, kept in manifests
 * @param databases those that a full backup holds
 */
public record ServerFacts(String version, String identity, List<String> databases) {
  public ServerFacts {
    databases = List.copyOf(databases);
  }
}
