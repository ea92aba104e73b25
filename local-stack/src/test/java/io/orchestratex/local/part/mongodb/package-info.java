@NullMarked
package io.orchestratex.local.part.mongodb;

import org.jspecify.annotations.NullMarked;
