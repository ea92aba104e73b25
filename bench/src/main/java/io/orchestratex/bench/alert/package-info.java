/** From a threshold that is crossed to the notice. */
@NullMarked
package io.orchestratex.bench.alert;

import org.jspecify.annotations.NullMarked;
