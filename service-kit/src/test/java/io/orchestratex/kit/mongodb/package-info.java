@NullMarked
package io.orchestratex.kit.mongodb;

import org.jspecify.annotations.NullMarked;
