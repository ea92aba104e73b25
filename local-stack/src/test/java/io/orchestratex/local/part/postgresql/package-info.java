@NullMarked
package io.orchestratex.local.part.postgresql;

import org.jspecify.annotations.NullMarked;
