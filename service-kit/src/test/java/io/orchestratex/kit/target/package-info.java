@NullMarked
package io.orchestratex.kit.target;

import org.jspecify.annotations.NullMarked;
