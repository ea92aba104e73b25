@NullMarked
package io.orchestratex.kit.postgresql;

import org.jspecify.annotations.NullMarked;
