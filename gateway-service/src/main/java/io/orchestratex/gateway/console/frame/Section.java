package io.orchestratex.gateway.console.frame;

import java.util.List;

/**
 * A part of the console with a line in its navigation, found by injection: a feature's folder has
 * one. What its pages are about is shown to callers with one of the roles.
 */
public interface Section {

  /** What the navigation calls it; one or two words. */
  String title();

  /** Where it begins, such as {@code /console/backups}; the paths of its pages begin with it. */
  String path();

  /** Its place in the navigation; in tens, so that another fits in between. */
  int order();

  /** Roles that may see it; an admin may see each. */
  List<String> roles();

  /** Styles and scripts of its own, as file names in its folder; each name is used once only. */
  default List<String> assets() {
    return List.of();
  }
}
