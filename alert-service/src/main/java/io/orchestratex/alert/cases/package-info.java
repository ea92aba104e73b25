/** The work that people do about alerts. */
@NullMarked
package io.orchestratex.alert.cases;

import org.jspecify.annotations.NullMarked;
