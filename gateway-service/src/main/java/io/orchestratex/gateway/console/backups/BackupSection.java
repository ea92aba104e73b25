package io.orchestratex.gateway.console.backups;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Backups in the navigation. */
@Singleton
final class BackupSection implements Section {

  static final String PATH = "/console/backups";

  @Override
  public String title() {
    return "Backups";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 30;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }

  @Override
  public List<String> assets() {
    return List.of("upload.js");
  }
}
