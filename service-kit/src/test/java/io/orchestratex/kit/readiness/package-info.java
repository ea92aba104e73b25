@NullMarked
package io.orchestratex.kit.readiness;

import org.jspecify.annotations.NullMarked;
