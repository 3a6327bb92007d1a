/* A V4L2 camera in user space, loaded with LD_PRELOAD: the program under test runs its own, unchanged V4L2 code.
 *
 * Calls on the device path are answered here; every other call goes to the system. The file descriptor handed out is
 * an eventfd in semaphore mode with one count for each filled buffer, so that select() and poll() work on it.
 *
 *   VIRTUAL_CAMERA_DEVICE   path that is the camera, /dev/video0 by default
 *   VIRTUAL_CAMERA_CLIP     JPEG pictures one after another, played in a loop
 *   VIRTUAL_CAMERA_SIZE     640x480
 *   VIRTUAL_CAMERA_RATE     frames a second, 30 by default
 *   VIRTUAL_CAMERA_CONTROL  file whose first line is read before every frame and call:
 *       run           deliver frames (also: no file, empty file)
 *       stall         stay open, deliver nothing
 *       unplug        calls fail with ENODEV, opening with ENOENT
 *       busy          opening works, setting up fails with EBUSY, as with a camera that another program uses
 *       clip PATH     play another clip from now on
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MAX_BUFFERS = 32, BUFFER_BYTES = 1 << 21, LINE = 600 };

struct clip {
    char path[512];
    uint8_t *bytes;
    size_t size;
    size_t at; /* where the next picture begins */
};

struct buffer {
    void *memory;
    bool queued, filled;
    uint32_t used, order, sequence;
    struct timespec when;
};

static struct {
    int fd;
    int width, height, rate;
    bool streaming, gone, running;
    unsigned count;
    uint32_t sequence, order;
    struct buffer buffers[MAX_BUFFERS];
    struct clip clip;
    pthread_t driver;
} camera = {.fd = -1};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

/* The raw system call, since open() is ours. */
static int system_open(const char *path, int flags) {
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0);
}

static void read_control(char *line) {
    line[0] = 0;
    const char *path = getenv("VIRTUAL_CAMERA_CONTROL");
    int fd = path ? system_open(path, O_RDONLY) : -1;
    if (fd < 0) return;
    ssize_t got = read(fd, line, LINE - 1);
    syscall(SYS_close, fd);
    line[got > 0 ? got : 0] = 0;
    line[strcspn(line, "\r\n")] = 0;
}

static bool told(const char *word) {
    char line[LINE];
    read_control(line);
    return strcmp(line, word) == 0;
}

static bool load_clip(const char *path) {
    if (strcmp(camera.clip.path, path) == 0) return true;
    int fd = system_open(path, O_RDONLY);
    if (fd < 0) return false;
    off_t size = lseek(fd, 0, SEEK_END);
    uint8_t *bytes = size > 4 ? malloc((size_t)size) : NULL;
    bool good = bytes && pread(fd, bytes, (size_t)size, 0) == size;
    syscall(SYS_close, fd);
    if (!good) {
        free(bytes);
        return false;
    }
    free(camera.clip.bytes);
    camera.clip = (struct clip){.bytes = bytes, .size = (size_t)size};
    snprintf(camera.clip.path, sizeof camera.clip.path, "%s", path);
    return true;
}

/* The next picture of the clip: from a start-of-image marker to the end-of-image marker. */
static bool next_picture(const uint8_t **bytes, uint32_t *size) {
    struct clip *clip = &camera.clip;
    for (int lap = 0; lap < 2; lap++, clip->at = 0) {
        size_t i = clip->at;
        while (i + 3 < clip->size && !(clip->bytes[i] == 0xFF && clip->bytes[i + 1] == 0xD8)) i++;
        size_t start = i;
        for (i += 2; i + 1 < clip->size; i++) {
            if (clip->bytes[i] == 0xFF && clip->bytes[i + 1] == 0xD9) {
                *bytes = clip->bytes + start;
                *size = (uint32_t)(i + 2 - start);
                clip->at = i + 2;
                return *size <= BUFFER_BYTES;
            }
        }
    }
    return false;
}

static struct buffer *oldest(bool filled) {
    struct buffer *found = NULL;
    for (unsigned i = 0; i < camera.count; i++) {
        struct buffer *b = &camera.buffers[i];
        if ((filled ? b->filled : b->queued) && (!found || b->order < found->order)) found = b;
    }
    return found;
}

static void wake_reader(void) {
    uint64_t one = 1;
    if (write(camera.fd, &one, sizeof one) < 0) return; /* full: the reader has more than enough to read */
}

static void deliver_frame(void) {
    const uint8_t *picture;
    uint32_t size;
    camera.sequence++;
    if (!next_picture(&picture, &size)) return;
    struct buffer *b = oldest(false);
    if (!b || !b->memory) return; /* nobody waits: the frame is lost, as in life */
    memcpy(b->memory, picture, size);
    b->used = size;
    b->sequence = camera.sequence;
    b->queued = false;
    b->filled = true;
    b->order = camera.order++;
    clock_gettime(CLOCK_MONOTONIC, &b->when);
    wake_reader();
}

static void *drive(void *unused) {
    (void)unused;
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (;;) {
        next.tv_nsec += 1000000000L / camera.rate;
        if (next.tv_nsec >= 1000000000L) {
            next.tv_nsec -= 1000000000L;
            next.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
        char line[LINE];
        read_control(line);
        pthread_mutex_lock(&lock);
        bool running = camera.running;
        if (running) {
            if (strncmp(line, "clip ", 5) == 0) load_clip(line + 5);
            if (strcmp(line, "unplug") == 0 && !camera.gone) {
                camera.gone = true;
                wake_reader();
            }
            if (camera.streaming && !camera.gone && strcmp(line, "stall") != 0) deliver_frame();
        }
        pthread_mutex_unlock(&lock);
        if (!running) return NULL;
    }
}

static int camera_open(int flags) {
    int error = 0;
    pthread_mutex_lock(&lock);
    if (told("unplug")) {
        error = ENOENT;
    } else if (camera.fd >= 0) {
        error = EBUSY;
    } else if (!load_clip(setting("VIRTUAL_CAMERA_CLIP", ""))) {
        error = ENOENT;
    }
    if (!error) {
        camera.rate = atoi(setting("VIRTUAL_CAMERA_RATE", "30"));
        if (sscanf(setting("VIRTUAL_CAMERA_SIZE", "640x480"), "%dx%d", &camera.width, &camera.height) != 2)
            camera.width = 640, camera.height = 480;
        camera.streaming = camera.gone = false;
        camera.count = camera.order = camera.sequence = 0;
        memset(camera.buffers, 0, sizeof camera.buffers);
        camera.fd = eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC | ((flags & O_NONBLOCK) ? EFD_NONBLOCK : 0));
        camera.running = true;
        pthread_create(&camera.driver, NULL, drive, NULL);
    }
    int fd = camera.fd;
    pthread_mutex_unlock(&lock);
    if (error) {
        errno = error;
        return -1;
    }
    return fd;
}

static int camera_close(void) {
    pthread_mutex_lock(&lock);
    int fd = camera.fd;
    camera.running = camera.streaming = false;
    pthread_mutex_unlock(&lock);
    pthread_join(camera.driver, NULL);
    camera.fd = -1;
    return (int)syscall(SYS_close, fd);
}

static int fail(int error) {
    errno = error;
    return -1;
}

static void describe_format(struct v4l2_pix_format *pix) {
    memset(pix, 0, sizeof *pix);
    pix->width = (uint32_t)camera.width;
    pix->height = (uint32_t)camera.height;
    pix->pixelformat = V4L2_PIX_FMT_MJPEG;
    pix->field = V4L2_FIELD_NONE;
    pix->sizeimage = BUFFER_BYTES;
    pix->colorspace = V4L2_COLORSPACE_JPEG;
}

static int query_capability(struct v4l2_capability *capability) {
    memset(capability, 0, sizeof *capability);
    strcpy((char *)capability->driver, "virtual");
    strcpy((char *)capability->card, "Virtual Camera");
    strcpy((char *)capability->bus_info, "platform:virtual-0");
    capability->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    capability->capabilities = capability->device_caps | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

static int enumerate(unsigned request, void *argument) {
    if (request == (unsigned)VIDIOC_ENUM_FMT) {
        struct v4l2_fmtdesc *format = argument;
        if (format->index || format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return fail(EINVAL);
        format->flags = V4L2_FMT_FLAG_COMPRESSED;
        format->pixelformat = V4L2_PIX_FMT_MJPEG;
        strcpy((char *)format->description, "Motion-JPEG");
    } else if (request == (unsigned)VIDIOC_ENUM_FRAMESIZES) {
        struct v4l2_frmsizeenum *size = argument;
        if (size->index || size->pixel_format != V4L2_PIX_FMT_MJPEG) return fail(EINVAL);
        size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        size->discrete.width = (uint32_t)camera.width;
        size->discrete.height = (uint32_t)camera.height;
    } else if (request == (unsigned)VIDIOC_ENUM_FRAMEINTERVALS) {
        struct v4l2_frmivalenum *interval = argument;
        if (interval->index) return fail(EINVAL);
        interval->type = V4L2_FRMIVAL_TYPE_DISCRETE;
        interval->discrete = (struct v4l2_fract){1, (uint32_t)camera.rate};
    } else {
        struct v4l2_input *input = argument;
        if (input->index) return fail(EINVAL);
        strcpy((char *)input->name, "Camera 1");
        input->type = V4L2_INPUT_TYPE_CAMERA;
    }
    return 0;
}

static int request_buffers(struct v4l2_requestbuffers *request) {
    if (request->memory != V4L2_MEMORY_MMAP) return fail(EINVAL);
    if (told("busy")) return fail(EBUSY);
    pthread_mutex_lock(&lock);
    if (request->count > MAX_BUFFERS) request->count = MAX_BUFFERS;
    camera.count = request->count;
    memset(camera.buffers, 0, sizeof camera.buffers);
    pthread_mutex_unlock(&lock);
    return 0;
}

static int queue_buffer(const struct v4l2_buffer *request) {
    if (request->index >= camera.count) return fail(EINVAL);
    pthread_mutex_lock(&lock);
    struct buffer *b = &camera.buffers[request->index];
    b->queued = true;
    b->filled = false;
    b->order = camera.order++;
    pthread_mutex_unlock(&lock);
    return 0;
}

static int dequeue_buffer(struct v4l2_buffer *answer) {
    uint64_t taken;
    if (read(camera.fd, &taken, sizeof taken) != sizeof taken) return -1; /* EAGAIN from the eventfd */
    if (camera.gone) return fail(ENODEV);
    pthread_mutex_lock(&lock);
    struct buffer *b = oldest(true);
    if (!b) {
        pthread_mutex_unlock(&lock);
        return fail(EAGAIN);
    }
    b->filled = false;
    answer->index = (uint32_t)(b - camera.buffers);
    answer->bytesused = b->used;
    answer->sequence = b->sequence;
    answer->timestamp.tv_sec = b->when.tv_sec;
    answer->timestamp.tv_usec = b->when.tv_nsec / 1000;
    answer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    answer->field = V4L2_FIELD_NONE;
    answer->memory = V4L2_MEMORY_MMAP;
    answer->length = BUFFER_BYTES;
    answer->m.offset = answer->index * (uint32_t)BUFFER_BYTES;
    pthread_mutex_unlock(&lock);
    return 0;
}

static int stream(bool on) {
    if (on && told("busy")) return fail(EBUSY);
    pthread_mutex_lock(&lock);
    camera.streaming = on;
    for (unsigned i = 0; !on && i < MAX_BUFFERS; i++) camera.buffers[i].queued = camera.buffers[i].filled = false;
    pthread_mutex_unlock(&lock);
    return 0;
}

static int camera_ioctl(unsigned request, void *argument) {
    if (camera.gone || told("unplug")) return fail(ENODEV);
    switch (request) {
    case (unsigned)VIDIOC_QUERYCAP:
        return query_capability(argument);
    case (unsigned)VIDIOC_ENUM_FMT:
    case (unsigned)VIDIOC_ENUM_FRAMESIZES:
    case (unsigned)VIDIOC_ENUM_FRAMEINTERVALS:
    case (unsigned)VIDIOC_ENUMINPUT:
        return enumerate(request, argument);
    case (unsigned)VIDIOC_G_FMT:
    case (unsigned)VIDIOC_TRY_FMT:
    case (unsigned)VIDIOC_S_FMT: {
        struct v4l2_format *format = argument;
        if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return fail(EINVAL);
        if (request == (unsigned)VIDIOC_S_FMT && told("busy")) return fail(EBUSY);
        describe_format(&format->fmt.pix);
        return 0;
    }
    case (unsigned)VIDIOC_G_PARM:
    case (unsigned)VIDIOC_S_PARM: {
        struct v4l2_streamparm *parameters = argument;
        parameters->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        parameters->parm.capture.timeperframe = (struct v4l2_fract){1, (uint32_t)camera.rate};
        return 0;
    }
    case (unsigned)VIDIOC_G_INPUT:
        *(int *)argument = 0;
        return 0;
    case (unsigned)VIDIOC_S_INPUT:
        return *(int *)argument ? fail(EINVAL) : 0;
    case (unsigned)VIDIOC_REQBUFS:
        return request_buffers(argument);
    case (unsigned)VIDIOC_QUERYBUF: {
        struct v4l2_buffer *buffer = argument;
        if (buffer->index >= camera.count) return fail(EINVAL);
        buffer->length = BUFFER_BYTES;
        buffer->m.offset = buffer->index * (uint32_t)BUFFER_BYTES;
        buffer->flags = 0;
        return 0;
    }
    case (unsigned)VIDIOC_QBUF:
        return queue_buffer(argument);
    case (unsigned)VIDIOC_DQBUF:
        return dequeue_buffer(argument);
    case (unsigned)VIDIOC_STREAMON:
        return stream(true);
    case (unsigned)VIDIOC_STREAMOFF:
        return stream(false);
    default:
        return fail(EINVAL);
    }
}

static bool is_camera(const char *path) {
    return path && strcmp(path, setting("VIRTUAL_CAMERA_DEVICE", "/dev/video0")) == 0;
}

static void *real(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

#define READ_MODE                                                        \
    mode_t mode = 0;                                                     \
    if (flags & (O_CREAT | O_TMPFILE)) {                                 \
        va_list rest;                                                    \
        va_start(rest, flags);                                           \
        mode = (mode_t)va_arg(rest, int);                                \
        va_end(rest);                                                    \
    }

#define OPEN(NAME)                                                       \
    int NAME(const char *path, int flags, ...) {                         \
        READ_MODE                                                        \
        if (is_camera(path)) return camera_open(flags);                  \
        static int (*system_call)(const char *, int, ...);               \
        if (!system_call) *(void **)&system_call = real(#NAME);          \
        return system_call(path, flags, mode);                           \
    }

#define OPEN_AT(NAME)                                                    \
    int NAME(int folder, const char *path, int flags, ...) {             \
        READ_MODE                                                        \
        if (is_camera(path)) return camera_open(flags);                  \
        static int (*system_call)(int, const char *, int, ...);          \
        if (!system_call) *(void **)&system_call = real(#NAME);          \
        return system_call(folder, path, flags, mode);                   \
    }

#define OPEN_CHECKED(NAME)                                               \
    int NAME(const char *path, int flags) {                              \
        if (is_camera(path)) return camera_open(flags);                  \
        static int (*system_call)(const char *, int);                    \
        if (!system_call) *(void **)&system_call = real(#NAME);          \
        return system_call(path, flags);                                 \
    }

OPEN(open)
OPEN(open64)
OPEN_AT(openat)
OPEN_AT(openat64)
OPEN_CHECKED(__open_2)
OPEN_CHECKED(__open64_2)

int close(int fd) {
    return fd >= 0 && fd == camera.fd ? camera_close() : (int)syscall(SYS_close, fd);
}

int ioctl(int fd, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (fd >= 0 && fd == camera.fd) return camera_ioctl((unsigned)request, argument);
    return (int)syscall(SYS_ioctl, fd, request, argument);
}

static void *map(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
    if (fd < 0 || fd != camera.fd) return (void *)syscall(SYS_mmap, address, size, protection, flags, fd, offset);
    size_t index = (size_t)offset / BUFFER_BYTES;
    if (index >= camera.count) {
        errno = EINVAL;
        return MAP_FAILED;
    }
    int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    void *memory = (void *)syscall(SYS_mmap, address, size, protection | PROT_WRITE, anonymous, -1, 0L);
    if (memory != MAP_FAILED) {
        pthread_mutex_lock(&lock);
        camera.buffers[index].memory = memory;
        pthread_mutex_unlock(&lock);
    }
    return memory;
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
    return map(address, size, protection, flags, fd, offset);
}

void *mmap64(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
    return map(address, size, protection, flags, fd, offset);
}
