/** Settings that are checked before the service starts. */
@NullMarked
package io.orchestratex.kit.settings;

import org.jspecify.annotations.NullMarked;
