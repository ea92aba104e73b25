@NullMarked
package io.orchestratex.kit.redis;

import org.jspecify.annotations.NullMarked;
