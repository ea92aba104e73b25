package io.orchestratex.monitor.target;

import io.orchestratex.kit.settings.Secret;
import java.util.regex.Pattern;

/**
 * Something that is measured.
 *
 * @param id names it in settings, samples and addresses: lower-case letters, digits and dashes
 * @param engine which probe measures it, for example {@code mongodb}
 * @param address where it is, in the form that its probe expects, possibly with a password
 */
public record Target(String id, String engine, Secret address) {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  public Target {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          TargetSettings.KEY
              + ": '"
              + id
              + "' is not a valid name of a target; expected up to 64 of a-z, 0-9 and dashes");
    }
  }
}
