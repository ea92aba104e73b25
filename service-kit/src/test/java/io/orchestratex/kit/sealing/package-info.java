@NullMarked
package io.orchestratex.kit.sealing;

import org.jspecify.annotations.NullMarked;
