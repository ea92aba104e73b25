package io.orchestratex.kit.background;

import java.util.HashSet;
import java.util.Set;

/** Which things fail now, so that each fault is reported once until it is over. For one thread. */
public final class OngoingFaults {

  private final Set<String> failing = new HashSet<>();

  /** Notes that something fails; false when that is known already. */
  public boolean begins(String what) {
    return failing.add(what);
  }

  /** Notes that it does not, so that the next fault is reported again. */
  public void over(String what) {
    failing.remove(what);
  }
}
