package io.orchestratex.local;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says why a test class lasts over 30 seconds; {@code ./ox test} prints it in its list of the
 * slowest.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.SOURCE)
public @interface LongRunning {

  /** What the time is needed for, in a few words. */
  String value();
}
